/** Types of chromium.mjs for the tests' set-up. */

export function ensureChromium(log?: (line: string) => void): string | undefined;
