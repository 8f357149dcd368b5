/** The one graph: nodes with ONNX operator semantics, their weights, and the layers they came from. */
import type { Source } from "../diagnostic.js";
import type { Dim, Scope } from "../dim/index.js";
import type { KnownValue, Scalar, Shape, TensorType } from "../tensor/index.js";

/** An attribute's value, by ONNX attribute type: int, float, string, ints, floats, strings, tensor, type. */
export type AttributeValue = number | string | readonly number[] | readonly string[] | KnownValue | TensorType;

/** How a weight is drawn, as the specification says it; `src/init` gives it meaning. */
export interface InitialiserChoice {
  readonly type: string;
  readonly [option: string]: number | string | boolean | undefined;
}

/** Where a file has the elements of a tensor: in memory, or as little-endian bytes in the file or in one beside it. */
export type StoredElements =
  | { readonly kind: "memory"; readonly data: readonly Scalar[] }
  | {
      readonly kind: "file";
      /** Relative path of a file beside the model's; the model's own if absent. */
      readonly location?: string;
      readonly offset: number;
      readonly bytes: number;
    };

/** What a file says of itself. */
export interface FileFacts {
  /** Versions of operator sets by domain; `""` is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly docString?: string;
  readonly metadata?: ReadonlyMap<string, string>;
}

/** A tensor that comes with the network. */
export interface Weight {
  readonly name: string;
  readonly dtype: TensorType["dtype"];
  readonly shape: Shape;
  /** `parameter` is learnt, `buffer` is kept but not learnt (running statistics), `constant` is part of the graph. */
  readonly kind: "parameter" | "buffer" | "constant";
  /** False for a parameter that is not learnt; it still counts as a parameter. */
  readonly frozen?: boolean;
  readonly initialiser?: InitialiserChoice;
  /** Elements, where shapes may depend on them. */
  readonly value?: KnownValue;
  /** What every element is, where the network says so without listing them. */
  readonly fill?: number;
  /** All elements of a tensor that comes from a file, for those who run or write it. */
  readonly stored?: StoredElements;
}

/** The layer of a specification (or the scope of an ONNX file) that a node was made from. */
export interface Origin {
  /** Full name, unique in the network, such as `layer3.0.conv1`. */
  readonly name: string;
  /** Layer type as the user wrote it, such as `conv2d`; or the operator. */
  readonly type: string;
  /** Names of the enclosing modules, outermost first, without the layer itself. */
  readonly modules: readonly Module[];
  /** Attributes worth showing, resolved. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Only executed (and counted) in training, such as an auxiliary head. */
  readonly trainingOnly?: boolean;
  /** Place in the document. */
  readonly path?: string;
  readonly source?: Source;
}

/** An enclosing block, residual, repeat or branch. Equal objects mean the same module. */
export interface Module {
  readonly name: string;
  /** Name of the block it is an instance of, or `residual`, `parallel`, `repeat`. */
  readonly type: string;
}

/**
 * A graph inside a node: the branches of an If, the body of a Loop. Its nodes use the values of the graphs around it by
 * name; no name is given twice in a whole network, and all its weights are the network's.
 */
export interface Subgraph {
  readonly name: string;
  /** Value names by position. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly Node[];
}

/** One operator call. */
export interface Node {
  readonly name: string;
  readonly op: string;
  /** Operator set; empty for ONNX's own. */
  readonly domain?: string;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Value names; empty for an optional input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** By attribute name. */
  readonly subgraphs?: Readonly<Record<string, Subgraph>>;
  readonly origin?: Origin;
  /** Names of attributes that the file has and the node lacks: too long to be read, or of a type that no rule takes. */
  readonly unread?: readonly string[];
}

/** A value fed from outside. */
export interface GraphInput {
  readonly name: string;
  readonly type: TensorType;
  /** What the axes mean, where the specification says so: `N`, `C`, `H`, `W`. */
  readonly axes?: readonly string[];
  /** Elements, where the user fixes them. */
  readonly value?: KnownValue;
}

/** A network: nodes in an order in which they can run. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly { readonly name: string; readonly value: string; readonly trainingOnly?: boolean }[];
  readonly nodes: readonly Node[];
  readonly weights: ReadonlyMap<string, Weight>;
  /** Where the symbols of its sizes live. */
  readonly scope: Scope;
  readonly about: About;
  /** Types that the file itself gives to values, by name: compared with what is inferred, never trusted over it. */
  readonly declared?: ReadonlyMap<string, DeclaredTensor>;
  /** Names that nodes read and nothing gives, by those that stand for them here. */
  readonly missing?: ReadonlyMap<string, string>;
  readonly file?: FileFacts;
}

/** A type as a file declares it: `null` is a size that it leaves open. */
export interface DeclaredTensor {
  readonly dtype: TensorType["dtype"] | null;
  readonly shape: readonly (Dim | null)[] | null;
  /** Names of sizes by axis, of those that no input has; only where there is one. */
  readonly symbols?: readonly (string | null)[];
}

/** What a specification says of itself. */
export interface About {
  readonly title?: string;
  readonly description?: string;
  readonly source?: Readonly<Record<string, string | number>>;
  readonly facts?: readonly { readonly text: string; readonly source?: string }[];
}
