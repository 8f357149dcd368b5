/** The architectures that come with the page: their names from the build, their texts when one is asked for. */

export interface ZooEntry {
  readonly name: string;
  readonly title: string;
  /** Its file without the ending. */
  readonly file: string;
  readonly params: string;
  readonly macs: string;
}

declare const __ZOO__: readonly ZooEntry[];

/** Put in by scripts/web.ts. */
export const zoo: readonly ZooEntry[] = __ZOO__;

const texts = import.meta.glob<string>("../../architectures/*.yaml", { query: "?raw", import: "default" });

/** The text of the file that a network of the zoo stands in; undefined for a name that the zoo does not have. */
export async function readZooText(name: string): Promise<string | undefined> {
  const entry = zoo.find((each) => each.name === name);
  return entry === undefined ? undefined : texts[`../../architectures/${entry.file}.yaml`]?.();
}
