/** Text for a terminal: its width in columns, wrapping, and names from strangers made harmless. */
import stringWidth from "string-width";

/** What our own tables consist of: one column each, so that the full measure is only taken for other scripts. */
const narrow = /^[\x20-\x7e×·…→−–≤≥∞├│└─✓✗⚠ⓘ]*$/;

/** Columns that the text takes in a terminal. */
export function widthOf(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text);
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

/** A space to break at: not one inside a shape such as `[1, 8, 7, 7]`. */
const breakable = / (?![^[\]]{0,40}\])/;

/** Lines of at most `width` columns, broken at spaces; lines after the first begin with `indent`. */
export function wrap(text: string, width: number, indent = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(breakable)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line.trim() !== "" && widthOf(longer) > width) {
      lines.push(line);
      line = indent + word;
    } else line = longer;
  }
  if (line.trim() !== "") lines.push(line);
  return lines;
}
