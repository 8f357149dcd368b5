/** References from a tensor to a data file beside the model: read, confined to the model's folder, checked for length. */
import { type Diagnostic, diagnose } from "../diagnostic.js";
import { rawBytesOf } from "./elements.js";
import type { Model, ModelGraph, ModelNode, ModelTensor, Storage } from "./model.js";

type External = Extract<Storage, { kind: "external" }>;

/**
 * Why a location may not be followed, or undefined when it is a relative path that stays in the model's folder whatever
 * the operating system. Links are another matter, which only the one who opens the file can see.
 */
export function findPathFault(location: string): string | undefined {
  if (location === "") return "it is empty";
  if (location.includes("\0")) return "it contains a NUL character";
  if (/^[/\\]/.test(location)) return "it is an absolute path";
  if (/^[a-z]:/i.test(location)) return "it names a drive";
  const parts = location.split(/[/\\]/);
  if (parts.includes("..")) return "it leads out of the model's folder";
  if (parts.every((part) => part === "" || part === ".")) return "it names a folder";
  return undefined;
}

/** Reads the key-value pairs of a tensor's external data. The first of two equal keys counts. */
export function readExternal(
  entries: readonly { readonly key: string; readonly value: string }[],
  report: (finding: Diagnostic) => void,
): Storage {
  const find = (key: string): string | undefined => entries.find((entry) => entry.key === key)?.value;
  const broken = (reason: string): Storage => {
    report(diagnose("onnx/external-data", { reason }));
    return { kind: "invalid" };
  };
  const location = find("location");
  if (location === undefined) return broken("it has no location");
  const fault = findPathFault(location);
  if (fault !== undefined) {
    report(diagnose("onnx/external-path", { location, reason: fault }));
    return { kind: "invalid" };
  }
  const numbers: (number | null)[] = [];
  for (const key of ["offset", "length"]) {
    const text = find(key);
    // ONNX's own reader takes an empty text for an absent one.
    if (text === undefined || text === "") {
      numbers.push(null);
      continue;
    }
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(number)) return broken(`its ${key} is "${text}", no number of bytes`);
    numbers.push(number);
  }
  const [offset, length] = numbers;
  const checksum = find("checksum");
  return {
    kind: "external",
    location,
    offset: offset ?? 0,
    length: length ?? null,
    ...(checksum === undefined ? {} : { checksum }),
  };
}

/** What is wrong with a reference, given the size of the file it names; `needed` bytes are the tensor's. */
export function findRangeFault(
  { location, offset, length }: External,
  needed: number,
  fileSize: number,
): Diagnostic | undefined {
  const end = offset + (length ?? needed);
  if (end <= fileSize) return undefined;
  const reason = `"${location}" has ${fileSize} bytes, and bytes ${offset} to ${end} are asked for`;
  return diagnose("onnx/external-data", { reason });
}

/** A tensor in a data file, and the bytes that it needs. */
interface ExternalTensor {
  readonly name: string;
  readonly storage: External;
  readonly bytes: number;
}

/** The tensors of a model that lie in data files, by file; those of graphs inside nodes and of functions too. */
export function externalTensorsOf(model: Model): ReadonlyMap<string, readonly ExternalTensor[]> {
  const files = new Map<string, ExternalTensor[]>();
  const add = ({ name, dtype, elements, storage }: ModelTensor): void => {
    if (storage.kind !== "external") return;
    const tensor = { name, storage, bytes: (dtype && rawBytesOf(dtype, elements)) ?? 0 };
    const known = files.get(storage.location);
    if (known === undefined) files.set(storage.location, [tensor]);
    else known.push(tensor);
  };
  const addNodes = (nodes: readonly ModelNode[]): void => {
    for (const { attributes } of nodes) {
      for (const attribute of attributes) {
        if (!("value" in attribute)) continue;
        if (attribute.type === "tensor") add(attribute.value);
        else if (attribute.type === "graph") addGraph(attribute.value);
      }
    }
  };
  const addGraph = ({ initializers, nodes }: ModelGraph): void => {
    for (const tensor of initializers) add(tensor);
    addNodes(nodes);
  };
  addGraph(model.graph);
  for (const { nodes } of model.functions) addNodes(nodes);
  return files;
}
