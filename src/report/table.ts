/** A table before it has a format: columns, rows of cells, notes; every style makes one and every format renders one. */

export interface Cell {
  /** As people read it. */
  readonly text: string;
  /** A form for where space is short: rounded, or over several lines. */
  readonly short?: string;
  /** As programs read it; the text if absent. */
  readonly raw?: string | number | bigint | null;
}

export interface Column {
  readonly key: string;
  readonly title: string;
  /** What it shares a heading with: `Input` over `w`, `h`, `c`. */
  readonly group?: string;
  readonly align: "left" | "right";
  /** What is dropped first where a line is too narrow: the highest; 0 is never dropped. */
  readonly sacrifice: number;
  /** Belongs to the column before it and stands close to it. */
  readonly tight?: boolean;
}

export interface Row {
  /** `group` heads the rows under it and has no figures of its own. */
  readonly kind: "group" | "layer" | "total" | "aside";
  /** Depth in the tree, for indentation. */
  readonly level: number;
  readonly cells: readonly Cell[];
  /** Of several equal siblings that share this row: how many, and the last one's name. */
  readonly alike?: { readonly count: number; readonly lastName: string };
}

export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** What closes the table: definitions, coverage; one paragraph each. */
  readonly notes: readonly string[];
}

export const emptyCell: Cell = { text: "" };

export function textCell(text: string): Cell {
  return { text };
}

/** The text of a name cell together with its equal siblings: `1 … 5`. */
export function nameWithAlike(name: string, alike: Row["alike"]): string {
  return alike === undefined ? name : `${name} … ${alike.lastName}`;
}

/** `5 alike, each`. */
export function alikeText(alike: NonNullable<Row["alike"]>): string {
  return `${alike.count} alike, each`;
}

/** A column's whole title where headings have one line: `Input w`. */
export function fullTitle({ group, title }: Column): string {
  return group === undefined ? title : `${group} ${title}`;
}
