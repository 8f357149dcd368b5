/** What is worked out once about the fields of a layer: which values never change, which are resolved each time. */
import { Environment } from "../environment.js";
import { SpecFailure } from "../failure.js";
import { absent, type Field, type Fields } from "../field.js";
import type { LayerDefinition } from "../layer.js";
import type { LayerWritten } from "../lowering.js";
import type { Place } from "../place.js";

/** Values of fields by key. */
export type Values = Record<string, unknown>;

/** A value as written, and where. */
export interface Written {
  readonly value: unknown;
  readonly place: Place;
}

/** A field whose value depends on where the layer stands. */
interface OpenField {
  readonly key: string;
  readonly field: Field;
  readonly value: unknown;
  /** Where it is written, when that is among the defaults. */
  readonly place: Place | undefined;
}

export interface FieldPlan {
  /** All keys, in one order for all layers of a type; open ones are undefined. */
  readonly constants: Values;
  readonly open: readonly OpenField[];
  /** Keys that are neither written nor among the defaults, but needed. */
  readonly missing: readonly string[];
}

const noEnvironment = new Environment(new Map());

/** The plan of a type without keys: its defaults, and the fallbacks of the rest. */
export function planType({ fields }: LayerDefinition, defaults: ReadonlyMap<string, Written>): FieldPlan {
  const constants: Values = {};
  const open: OpenField[] = [];
  const missing: string[] = [];
  for (const [key, field] of Object.entries(fields)) {
    constants[key] = field.fallback;
    const written = defaults.get(key);
    if (written !== undefined) addValue(constants, open, key, field, written.value, written.place);
    else if (field.fallback === absent) missing.push(key);
  }
  return { constants, open, missing };
}

/** The plan of one layer: what it says itself goes before the plan of its type. */
export function planLayer(type: FieldPlan, fields: Fields, written: LayerWritten): FieldPlan {
  const isWritten = ({ key }: OpenField): boolean => written[key] !== undefined;
  const constants = { ...type.constants };
  const open = type.open.some(isWritten) ? type.open.filter((one) => !isWritten(one)) : [...type.open];
  for (const key in written) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field !== undefined && written[key] !== undefined)
      addValue(constants, open, key, field, written[key], undefined);
  }
  const missing = type.missing.length === 0 ? type.missing : type.missing.filter((key) => written[key] === undefined);
  return { constants, open, missing };
}

function addValue(
  constants: Values,
  open: OpenField[],
  key: string,
  field: Field,
  value: unknown,
  place: Place | undefined,
): void {
  constants[key] = undefined;
  if (field.isConstant(value)) {
    try {
      constants[key] = field.resolve(value, noEnvironment, key);
      return;
    } catch (thrown) {
      // Resolved again, and reported, where the layer stands.
      if (!(thrown instanceof SpecFailure)) throw thrown;
    }
  }
  open.push({ key, field, value, place });
}
