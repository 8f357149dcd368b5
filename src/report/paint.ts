/** Colours as functions: the renderers ask for a meaning, the caller decides whether and how it is coloured. */

export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
  cyan(text: string): string;
}

const same = (text: string): string => text;

/** No colours: files, pipes, `NO_COLOR`. */
export const plain: Paint = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };
