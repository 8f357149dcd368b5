/** Where in the network lowering is: names, values, and how deep. */
import type { Module } from "../graph/index.js";
import type { Environment, Tensor } from "./environment.js";
import { fail } from "./failure.js";
import type { Names } from "./names.js";

/** Blocks, groups and branches may stand in each other this deep. */
const deepestFrame = 128;

/** One level of names. Layers in it are called `prefix` + their own name. */
export class Frame {
  private constructor(
    readonly environment: Environment,
    readonly prefix: string,
    readonly weightPrefix: string,
    /** Whether all weights here are those of another instance. */
    readonly shared: boolean,
    readonly modules: readonly Module[],
    readonly trainingOnly: boolean,
    /** Blocks that are being built, outermost first. */
    readonly blocks: readonly string[],
    /** Inputs of the innermost block, by the names it gives them. */
    readonly inputs: ReadonlyMap<string, Tensor>,
    /** How often the enclosing repetitions run, together. */
    readonly repetitions: number,
    private readonly depth: number,
    /** How many unnamed layers of each type there are so far. */
    private readonly counters: Map<string, number>,
  ) {}

  static outermost(environment: Environment): Frame {
    return new Frame(environment, "", "", false, [], false, [], new Map(), 1, 0, new Map());
  }

  /** The frame of a named part. `local` may have dots, each of which makes a module. */
  inside(local: string, type: string, names: Names, changes: FrameChanges = {}): Frame {
    const depth = this.deeper();
    const modules = [...this.modules];
    for (let dot = local.indexOf("."); dot >= 0; dot = local.indexOf(".", dot + 1)) {
      modules.push(names.module(this.prefix + local.slice(0, dot), "group"));
    }
    const name = this.prefix + local;
    modules.push(names.module(name, type));
    return new Frame(
      changes.environment ?? this.environment,
      `${name}.`,
      `${changes.weightName ?? this.weightPrefix + local}.`,
      changes.weightName !== undefined || this.shared,
      modules,
      this.trainingOnly,
      changes.block === undefined ? this.blocks : [...this.blocks, changes.block],
      changes.inputs ?? this.inputs,
      this.repetitions,
      depth,
      new Map(),
    );
  }

  /** The same names with other values, for one of `times` repetitions. */
  repeated(environment: Environment, times: number): Frame {
    return this.copy(environment, this.trainingOnly, this.repetitions * times);
  }

  /** The same names, in a part that only training uses. */
  inTraining(): Frame {
    return this.trainingOnly ? this : this.copy(this.environment, true, this.repetitions);
  }

  /** A name that nobody has yet: `conv2d_1`. */
  freeName(type: string, names: Names): string {
    for (;;) {
      const count = (this.counters.get(type) ?? 0) + 1;
      this.counters.set(type, count);
      const name = `${type}_${count}`;
      if (!names.has(this.prefix + name)) return name;
    }
  }

  private copy(environment: Environment, trainingOnly: boolean, repetitions: number): Frame {
    const { prefix, weightPrefix, shared, modules, blocks, inputs } = this;
    return new Frame(
      environment,
      prefix,
      weightPrefix,
      shared,
      modules,
      trainingOnly,
      blocks,
      inputs,
      repetitions,
      this.deeper(),
      this.counters,
    );
  }

  private deeper(): number {
    if (this.depth >= deepestFrame) fail("spec/too-deep", { limit: `${deepestFrame}` });
    return this.depth + 1;
  }
}

export interface FrameChanges {
  readonly environment?: Environment;
  /** Weights are those of this part. */
  readonly weightName?: string;
  readonly block?: string;
  readonly inputs?: ReadonlyMap<string, Tensor>;
}
