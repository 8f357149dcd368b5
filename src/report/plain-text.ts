/** Text for a terminal: its width in columns, wrapping, and names from strangers made harmless. */

/** What our own tables consist of: one column each, so that the full measure is only taken for other scripts. */
const narrow = /^[\x20-\x7e×·…→−–≤≥∞├│└─✓✗⚠ⓘ]*$/;

/** Columns that the text takes in a terminal. */
export function widthOf(text: string): number {
  return narrow.test(text) ? text.length : measure(text);
}

/** Marks that stand on the letter before them, and characters that are not seen. */
const seen = /[^\p{Cc}\p{Cf}\p{Cs}\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}]/u;
/** East Asian letters and signs, the half-width ones too; emoji, also those that are so by a selector. */
const wide =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Yi}\p{Emoji_Presentation}\u3000-\u303e\u3041-\u33ff\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u;
const halfWidth = /^[\uff61-\uffdc]/;

/** Unicode's East Asian width (UAX #11), by script; what is written as one character counts once. */
function measure(text: string): number {
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (!seen.test(segment)) continue;
    width += wide.test(segment) && !halfWidth.test(segment) ? 2 : 1;
  }
  return width;
}

/** Control characters (a terminal would obey them) and marks that turn the reading direction around. */
const harmful = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** The text on one line, with harmful characters written as `\u{1b}`. */
export function sanitise(text: string): string {
  return text.replace(harmful, (found) => (found === "\n" ? " " : `\\u{${found.codePointAt(0)?.toString(16)}}`));
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - widthOf(text))) + text;
}

/** The text cut to a width, its last column an ellipsis. */
export function truncate(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = "";
  for (const character of text) {
    if (widthOf(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The longest bracket that is kept on one line: a shape, a factor of a formula, an aside. */
const longestBracket = 40;

/** What a line is made of: words, and short brackets such as `[1, 8, 7, 7]` and `floor((H - 1)/2)` whole. */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  let depth = 0;
  for (const word of text.split(" ")) {
    const before = pieces.at(-1);
    const joined = `${before ?? ""} ${word}`;
    if (depth > 0 && before !== undefined && joined.length <= longestBracket) pieces[pieces.length - 1] = joined;
    else pieces.push(word);
    for (const character of word) depth += "([".includes(character) ? 1 : ")]".includes(character) ? -1 : 0;
    depth = Math.max(0, depth);
  }
  return pieces;
}

/** Lines of at most `width` columns, broken at spaces; lines after the first begin with `indent`. */
export function wrap(text: string, width: number, indent = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of piecesOf(text)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line.trim() !== "" && widthOf(longer) > width) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  if (line.trim() !== "") lines.push(line);
  return lines;
}
