/** What all items have in common: `when`, `from`, `name`, and going on past errors. */
import type { Tensor } from "../environment.js";
import { failQuietly } from "../failure.js";
import { resolveCondition } from "../field.js";
import type { Frame } from "../frame.js";
import type { Lowering, Step } from "../lowering.js";
import type { Place } from "../place.js";
import { findTensor } from "../reference.js";
import { Template } from "../template.js";

/** The keys of an item that do not depend on its form. */
export interface CommonKeys {
  readonly name?: string | undefined;
  readonly from?: string | readonly string[] | undefined;
  readonly when?: boolean | string | undefined;
}

export abstract class ItemStep implements Step {
  private readonly nameTemplate: Template | undefined;
  private readonly references: readonly Template[] | undefined;
  private readonly when: boolean | string | undefined;

  constructor(
    keys: CommonKeys,
    protected readonly place: Place,
    /** What an unnamed one is called, with a number. */
    protected readonly kind: string,
    /** The key that names what it takes. */
    private readonly fromKey: string = "from",
  ) {
    this.nameTemplate = keys.name === undefined ? undefined : new Template(keys.name);
    const from = typeof keys.from === "string" ? [keys.from] : keys.from;
    this.references = from?.map((text) => new Template(text));
    this.when = keys.when;
  }

  /** Emits the item. */
  protected abstract emit(
    lowering: Lowering,
    frame: Frame,
    inputs: readonly Tensor[],
    name: string | undefined,
  ): Tensor | undefined;

  /** Whether it has a name of its own, which a list of one then keeps. */
  get isNamed(): boolean {
    return this.nameTemplate !== undefined;
  }

  run(lowering: Lowering, frame: Frame, input: Tensor | undefined, name?: string): Tensor | undefined {
    lowering.graph.step();
    frame.environment.previous = input;
    try {
      if (this.when !== undefined && !this.holds(this.when, lowering, frame)) return input;
      const local = name ?? this.ownName(lowering, frame);
      return this.emit(lowering, frame, this.inputs(lowering, frame, input, local), local);
    } catch (thrown) {
      lowering.findings.catch(thrown, this.place);
      return failedTensor(input);
    }
  }

  private inputs(
    lowering: Lowering,
    frame: Frame,
    input: Tensor | undefined,
    name: string | undefined,
  ): readonly Tensor[] {
    if (this.references !== undefined)
      return this.referenced(lowering, frame, input, this.references, name ?? this.kind);
    return input === undefined ? [] : [input];
  }

  private referenced(
    lowering: Lowering,
    frame: Frame,
    input: Tensor | undefined,
    references: readonly Template[],
    layer: string,
  ): readonly Tensor[] {
    const place = this.place.child(this.fromKey);
    return references.map((template) => {
      try {
        const reference = template.fill(frame.environment);
        return (
          findTensor(reference, input, lowering, frame, { layer: frame.prefix + layer, place }) ?? failedTensor(input)
        );
      } catch (thrown) {
        lowering.findings.catch(thrown, place);
        return failedTensor(input);
      }
    });
  }

  private ownName(lowering: Lowering, frame: Frame): string | undefined {
    if (this.nameTemplate === undefined) return undefined;
    try {
      const name = this.nameTemplate.fill(frame.environment);
      lowering.names.check(frame.prefix + name, name);
      return name;
    } catch (thrown) {
      lowering.findings.catch(thrown, this.place.child("name"));
      return undefined;
    }
  }

  private holds(condition: boolean | string, lowering: Lowering, frame: Frame): boolean {
    if (typeof condition === "boolean") return condition;
    try {
      return resolveCondition(condition, frame.environment);
    } catch (thrown) {
      lowering.findings.catch(thrown, this.place.child("when"));
      return failQuietly();
    }
  }
}

/** What stands for a tensor that could not be made. */
export function failedTensor(like: Tensor | undefined): Tensor {
  return { name: "", dtype: like?.dtype ?? "float32", shape: null, failed: true, cause: like?.cause };
}
