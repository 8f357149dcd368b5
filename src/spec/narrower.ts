/** A document's network with half the width: every layer but the last has half as many filters or units. */
import type { Result } from "../diagnostic.js";
import { readSpec } from "./read.js";
import type { Spec } from "./spec.js";

const widths: ReadonlySet<string> = new Set(["filters", "units"]);

/** The lesser of half a width (rounded up) and the width; an expression is halved as one. */
function halve(width: unknown): unknown {
  if (typeof width === "number") return Math.ceil(width / 2);
  return typeof width === "string" ? `ceil((${width}) / 2)` : width;
}

function narrow(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(narrow);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, widths.has(key) ? halve(each) : narrow(each)]),
  );
}

/** The last item that has a width gives the network's outputs and keeps it. */
function narrowLayers(layers: readonly unknown[]): readonly unknown[] {
  const last = layers.findLastIndex((item) => JSON.stringify(item).match(/"(filters|units)":/) !== null);
  return layers.map((item, index) => (index === last ? item : narrow(item)));
}

export function narrowSpec(spec: Spec): Result<Spec> {
  const { layers, blocks, ...rest } = spec.document;
  return readSpec({
    ...rest,
    layers: narrowLayers(layers),
    ...(blocks !== undefined && { blocks: narrow(blocks) }),
  });
}
