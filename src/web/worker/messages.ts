/** What the page asks of its worker and what comes back; plain data, so that it can be sent. */
import type { DiagnosticContext, Severity } from "../../diagnostic.js";
import type { Cell, Table } from "../../report/table.js";

interface AnySource {
  /** Tells one source from another, also after it was sent. */
  readonly key: number;
  readonly name: string;
}

export interface SpecSource extends AnySource {
  readonly kind: "spec";
  readonly text: string;
  readonly variant?: string | undefined;
  /** Set while the text is an architecture of the zoo as it came. */
  readonly zoo?: string;
}

/** A model file, whose weights stay where they are. */
export interface ModelSource extends AnySource {
  readonly kind: "model";
  readonly file: Blob;
}

export type Source = SpecSource | ModelSource;

/** Another view of the same source: sizes by symbol, shapes of inputs without the batch. */
export interface Sizes {
  readonly symbols: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
}

/** A size that somebody may change. */
export interface Axis {
  readonly input: string;
  readonly axis: number;
  /** `N`, `H`; `axis 2` where it has no name. */
  readonly label: string;
  /** Set for a symbol of the network; otherwise the size is part of an input's shape. */
  readonly symbol: string | null;
  /** Null where it is open. */
  readonly size: number | null;
}

export interface Finding extends DiagnosticContext {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
}

/** A line of the table: a module, or a layer with the norm and activation that finish it. */
export interface TableRow {
  /** Full name, unique in the network. */
  readonly path: string;
  /** Of the module around it; empty at the top. */
  readonly parent: string;
  readonly level: number;
  readonly isModule: boolean;
  readonly cells: readonly Cell[];
  readonly layers: readonly string[];
}

export interface Figure {
  readonly key: string;
  readonly title: string;
  readonly text: string;
  readonly short: string;
  readonly definition: string;
}

export interface Analysis {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly citation: string;
  readonly variants: readonly string[];
  readonly variant: string | null;
  readonly axes: readonly Axis[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly figures: readonly Figure[];
  readonly columns: Table["columns"];
  readonly rows: readonly TableRow[];
  readonly total: readonly Cell[];
  readonly layerCount: number;
  readonly findings: readonly Finding[];
  readonly constraints: readonly { readonly text: string; readonly because: string; readonly node: string | null }[];
  readonly unknowns: readonly { readonly symbol: string; readonly birthplace: string }[];
  readonly coverage: string;
}

/** Nothing could be analysed: only why. */
interface Refusal {
  readonly findings: readonly Finding[];
  readonly variants: readonly string[];
}

interface Step {
  readonly name: string;
  readonly text: string;
}

export interface LayerExplanation {
  readonly name: string;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly steps: readonly Step[];
}

export interface PlacedBox {
  readonly id: string;
  readonly kind: "input" | "output" | "layer" | "module";
  readonly name: string;
  readonly type: string;
  /** Kernel and stride, or how many layers a module holds. */
  readonly detail: string;
  readonly layers: readonly string[];
  /** The module that folds when this box is closed, and those around it. */
  readonly modules: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedArrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
  /** Names of the modules that are folded. */
  readonly folded: readonly string[];
  readonly moduleCount: number;
}

export type ExportFormat = "markdown" | "csv" | "json" | "html" | "latex" | "onnx";

export interface Download {
  readonly name: string;
  readonly type: string;
  readonly parts: readonly (string | Uint8Array<ArrayBuffer>)[];
}

/** One node as it has run. */
export interface NodeRun {
  readonly name: string;
  readonly op: string;
  readonly shape: string;
  readonly executed: string;
  readonly error: string;
  readonly ok: boolean;
}

export type Device = "reference" | "webgpu";

/** What the worker can do, by name: what it is given and what it gives. */
export interface Calls {
  analyse: { given: { source: Source; sizes: Sizes }; gives: Analysis | Refusal };
  draw: { given: { folded: readonly string[] | null }; gives: Drawing };
  explain: { given: { layers: readonly string[] }; gives: readonly LayerExplanation[] };
  conventions: { given: null; gives: readonly { readonly name: string; readonly title: string }[] };
  convention: { given: { name: string }; gives: Table };
  validSizes: { given: null; gives: string };
  export: { given: { format: ExportFormat }; gives: Download };
  verify: { given: { device: Device }; gives: { readonly table: Table; readonly ok: boolean } | Refusal };
}

export type CallName = keyof Calls;

export type Request = {
  [Name in CallName]: { readonly id: number; readonly call: Name; readonly given: Calls[Name]["given"] };
}[CallName];

export type Reply =
  | { readonly id: number; readonly kind: "done"; readonly gives: unknown }
  | { readonly id: number; readonly kind: "failed"; readonly message: string }
  | { readonly id: number; readonly kind: "progress"; readonly text: string; readonly share: number | null }
  | { readonly id: number; readonly kind: "node"; readonly node: NodeRun };
