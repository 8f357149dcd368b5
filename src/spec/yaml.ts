/** Reads YAML (and JSON, which is YAML) into a plain document, with the position of every part; refuses what a specification does not need. */
import {
  Composer,
  type CST,
  type Document,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type ParsedNode,
  Parser,
  type Range,
} from "yaml";
import { type Diagnostic, diagnose, type Result, type Source } from "../diagnostic.js";
import { deepestDocument } from "./document-size.js";
import { checkJson, findInJson, parseJson } from "./json.js";
import type { Locate, Path } from "./place.js";

/** A document and how to find the position of its parts. */
export interface ParsedDocument {
  readonly document: unknown;
  readonly locate: Locate;
}

/** Longer texts are refused; a generated network of 100,000 layers has a tenth of this. */
const longestText = 64 * 2 ** 20;
/** Syntax errors that are listed: one mistake often causes many. */
const mostErrors = 5;

/**
 * Parses a text. `file` is its name in positions.
 * Refused, each with its position: duplicate keys, anchors, aliases, tags, merge keys, several documents, and nesting
 * deeper than {@link deepestDocument}.
 */
export function parseYaml(text: string, file?: string): Result<ParsedDocument> {
  const what = file ?? "the document";
  if (text.length > longestText) {
    const [actual, limit] = [`${text.length} characters long`, `${longestText} characters`];
    return failed([diagnose("input/too-large", { what, actual, limit })]);
  }
  if (text.includes("\0")) return failed([diagnose("input/not-text", { what, reason: "it has a NUL character" })]);
  if (/^\s*\{/.test(text)) {
    const json = readJson(text, file);
    if (json !== undefined) return json;
  }
  const lines = new LineCounter();
  const positions = new Positions(lines, file);
  const findings: Diagnostic[] = [];
  const documents = composeText(text, lines, positions, findings);
  if (findings.length > 0) return failed(findings);
  const [document, second] = documents;
  if (second !== undefined) {
    const source = positions.at(second.range[0]);
    return failed([diagnose("yaml/not-allowed", { feature: "a second document" }, { source })]);
  }
  for (const error of documents.flatMap(({ errors }) => errors).slice(0, mostErrors)) {
    findings.push(
      diagnose("yaml/syntax", { reason: firstLine(error.message) }, { source: positions.at(error.pos[0]) }),
    );
  }
  if (findings.length > 0) return failed(findings);
  if (document === undefined || document.contents === null || isNothing(document.contents)) {
    return failed([diagnose("input/empty", { what })]);
  }
  const value = new Converter(positions, findings).convert(document.contents as ParsedNode);
  if (findings.length > 0) return failed(findings);
  return { ok: true, value: { document: value, locate: (path) => positions.ofPath(document, path) }, diagnostics: [] };
}

/** The document of a text that is JSON; undefined where it is not, and may be YAML. */
function readJson(text: string, file: string | undefined): Result<ParsedDocument> | undefined {
  const parsed = parseJson(text);
  if (parsed === undefined) return undefined;
  const at = (offset: number): Source => {
    const before = text.slice(0, offset).split("\n");
    return { ...(file !== undefined && { file }), line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  };
  const findings = checkJson(text, at);
  if (findings.length > 0) return failed(findings);
  return { ok: true, value: { document: parsed.value, locate: (path) => at(findInJson(text, path)) }, diagnostics: [] };
}

function failed(diagnostics: readonly Diagnostic[]): Result<ParsedDocument> {
  return { ok: false, diagnostics };
}

const firstLine = (message: string): string => message.split("\n")[0] ?? message;

const isNothing = (node: unknown): boolean => isScalar(node) && node.value === null;

type ComposedDocument = Document.Parsed;

/** Documents of a text; what may not be in one is found before anything recurses into it. */
function composeText(
  text: string,
  lines: LineCounter,
  positions: Positions,
  findings: Diagnostic[],
): readonly ComposedDocument[] {
  const tokens: CST.Token[] = [];
  for (const token of parseTokens(text, lines, positions, findings)) {
    checkToken(token, positions, findings);
    if (findings.length > 0) return [];
    tokens.push(token);
  }
  if (findings.length > 0) return [];
  // Duplicate keys are found below: the composer compares each key with each.
  const composer = new Composer({ schema: "core", uniqueKeys: false, stringKeys: true, prettyErrors: false });
  return [...composer.compose(tokens)] as ComposedDocument[];
}

/** Tokens of a text; stops early where it nests so deeply that the parser would get slow. */
function* parseTokens(
  text: string,
  lines: LineCounter,
  positions: Positions,
  findings: Diagnostic[],
): Iterable<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    offset += lexeme.length;
    if (parser.stack.length > 4 * deepestDocument) {
      findings.push(diagnose("spec/too-deep", { limit: `${deepestDocument}` }, { source: positions.at(offset) }));
      return;
    }
  }
  yield* parser.end();
}

const refusedTokens: Readonly<Record<string, string>> = {
  anchor: "an anchor (&name)",
  alias: "an alias (*name)",
  tag: "a tag (!name)",
};

interface Pending {
  readonly token: CST.Token | CST.SourceToken;
  readonly depth: number;
}

/** Walks the tokens of one document without recursion: nesting, anchors, aliases, tags. */
function checkToken(root: CST.Token, positions: Positions, findings: Diagnostic[]): void {
  const pending: Pending[] = [{ token: root, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token, depth } = next;
    const feature = refusedTokens[token.type];
    if (feature !== undefined && findings.length < mostErrors) {
      findings.push(diagnose("yaml/not-allowed", { feature }, { source: positions.at(token.offset) }));
    }
    if (depth > deepestDocument) {
      findings.push(diagnose("spec/too-deep", { limit: `${deepestDocument}` }, { source: positions.at(token.offset) }));
      return;
    }
    if (token.type === "document") {
      for (const start of token.start) pending.push({ token: start, depth });
      if (token.value !== undefined) pending.push({ token: token.value, depth });
    } else if ("items" in token) {
      for (const { start, key, sep, value } of token.items) {
        for (const part of [...start, ...(sep ?? [])])
          if (part.type in refusedTokens) pending.push({ token: part, depth });
        if (key) pending.push({ token: key, depth: depth + 1 });
        if (value) pending.push({ token: value, depth: depth + 1 });
      }
    }
  }
}

/** Offsets of the text as lines and columns. */
class Positions {
  constructor(
    private readonly lines: LineCounter,
    private readonly file: string | undefined,
  ) {}

  at(offset: number): Source {
    const { line, col } = this.lines.linePos(offset);
    return { ...(this.file !== undefined && { file: this.file }), line: Math.max(1, line), column: Math.max(1, col) };
  }

  /** Where the part at a path begins (its key, where it has one); of a part that is missing, what is around it. */
  ofPath(document: ComposedDocument, path: Path): Source | undefined {
    let node: unknown = document.contents;
    let offset = (document.contents as ParsedNode).range[0];
    for (const key of path) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
        if (pair === undefined) break;
        offset = (pair.key as { range?: Range }).range?.[0] ?? offset;
        node = pair.value;
      } else if (isSeq(node) && typeof key === "number") {
        node = node.items[key];
        offset = (node as { range?: Range } | undefined)?.range?.[0] ?? offset;
      } else break;
    }
    return this.at(offset);
  }
}

/** Makes plain values of nodes; each mapping may have a key once. */
class Converter {
  constructor(
    private readonly positions: Positions,
    private readonly findings: Diagnostic[],
  ) {}

  convert(node: unknown): unknown {
    if (isScalar(node)) return node.value;
    if (isSeq(node)) return node.items.map((item) => this.convert(item));
    if (!isMap(node)) return null;
    const entries = new Map<string, unknown>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : undefined;
      const source = this.positions.at((key as { range?: Range } | null)?.range?.[0] ?? 0);
      const refused = refusedKey(name);
      if (name === undefined || refused !== undefined) {
        this.findings.push(diagnose("yaml/not-allowed", { feature: refused ?? "a key that is no text" }, { source }));
      } else if (entries.has(name)) this.findings.push(diagnose("yaml/duplicate-key", { key: name }, { source }));
      else entries.set(name, this.convert(value));
    }
    return Object.fromEntries(entries);
  }
}

function refusedKey(name: string | undefined): string | undefined {
  if (name === "<<") return "a merge key (<<)";
  return name === "__proto__" ? "the key __proto__" : undefined;
}
