/** What may stand at a place of a specification, from its JSON Schema: layer types, keys of the layer around it, values. */

/** The parts of a JSON Schema that are looked at. */
export interface SchemaPart {
  readonly description?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly $ref?: string;
  readonly anyOf?: readonly SchemaPart[];
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly $defs?: Readonly<Record<string, SchemaPart>>;
}

interface Suggestion {
  readonly label: string;
  /** What is put in. */
  readonly apply: string;
  readonly info: string;
}

export interface Suggestions {
  /** How many characters before the cursor are replaced. */
  readonly typed: number;
  readonly options: readonly Suggestion[];
}

const layerPrefix = "layer-";

/** Suggestions for a text that ends at the cursor; undefined where nothing can be said. */
export function suggest(schema: SchemaPart, before: string): Suggestions | undefined {
  const definitions = schema.$defs ?? {};
  const lines = before.split("\n");
  const line = lines.at(-1) ?? "";
  const value = /(?:^|[\s{,])(\w+):[ \t]*(\w*)$/.exec(line);
  if (value !== null) {
    const [, key = "", typed = ""] = value;
    if (key === "type") return { typed: typed.length, options: layerTypes(definitions, "") };
    const part = Object.hasOwn(keysAround(definitions, lines), key) ? keysAround(definitions, lines)[key] : undefined;
    const words = wordsOf(definitions, part);
    if (words.length === 0) return undefined;
    return { typed: typed.length, options: words.map((label) => ({ label, apply: label, info: "" })) };
  }
  const item = /^\s*- (\w*)$/.exec(line);
  if (item !== null) return { typed: item[1]?.length ?? 0, options: layerTypes(definitions, "type: ") };
  const key = /(?:^\s*(?:- )?|[{,]\s*)(\w*)$/.exec(line);
  if (key === null) return undefined;
  const keys = Object.entries(keysAround(definitions, lines));
  return {
    typed: key[1]?.length ?? 0,
    options: keys.map(([label, part]) => ({ label, apply: `${label}: `, info: describe(definitions, part) })),
  };
}

/** The layer types; as an item of a list, one that needs no key stands alone. */
function layerTypes(definitions: Readonly<Record<string, SchemaPart>>, start: string): readonly Suggestion[] {
  const bare = new Set(definitions.bareLayer?.enum ?? []);
  return Object.entries(definitions).flatMap(([name, part]) => {
    if (!name.startsWith(layerPrefix)) return [];
    const label = name.slice(layerPrefix.length);
    return [
      { label, apply: `${bare.has(label) ? "" : start}${label}`, info: part.properties?.type?.description ?? "" },
    ];
  });
}

/** The keys of the mapping that the cursor is in: of a layer where its type can be seen, else of the document. */
function keysAround(
  definitions: Readonly<Record<string, SchemaPart>>,
  lines: readonly string[],
): Readonly<Record<string, SchemaPart>> {
  const line = lines.at(-1) ?? "";
  const open = line.lastIndexOf("{");
  const isInBraces = open > line.lastIndexOf("}");
  const type = /\btype:\s*(\w+)/.exec(isInBraces ? line.slice(open) : blockAround(lines).join("\n"))?.[1];
  const layer = type === undefined ? undefined : definitions[layerPrefix + type]?.properties;
  if (layer !== undefined) return layer;
  return isInBraces || /^\s/.test(line) ? {} : (definitions.architecture?.properties ?? {});
}

/** The lines of the block mapping that the last line belongs to, from the dash that opens it. */
function blockAround(lines: readonly string[]): readonly string[] {
  const columnOf = (line: string): number => /^\s*(?:- )?/.exec(line)?.[0].length ?? 0;
  const column = columnOf(lines.at(-1) ?? "");
  const block: string[] = [];
  for (const line of lines.toReversed()) {
    if (line.trim() !== "" && columnOf(line) < column) break;
    block.push(line);
    if (columnOf(line) === column && /^\s*- /.test(line)) break;
  }
  return column === 0 ? [] : block;
}

function resolve(definitions: Readonly<Record<string, SchemaPart>>, part: SchemaPart | undefined): SchemaPart {
  return definitions[part?.$ref?.slice("#/$defs/".length) ?? ""] ?? part ?? {};
}

function wordsOf(definitions: Readonly<Record<string, SchemaPart>>, part: SchemaPart | undefined): readonly string[] {
  const { enum: words = [], anyOf = [] } = resolve(definitions, part);
  return [...words, ...anyOf.flatMap((each) => each.enum ?? [])];
}

function describe(definitions: Readonly<Record<string, SchemaPart>>, part: SchemaPart): string {
  return part.description ?? resolve(definitions, part).description ?? "";
}
