// Every kind of bad document, through the command line: its code, its line and column, the exit code, no stack, in time.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inFolder, runCli } from "./session.js";

const head = "name: m\ninput: { shape: [3, 8, 8] }\nlayers:\n";
const layer = (text: string): string => `${head}  - ${text}\n`;
/** Of a layer of `head`: line 4, the column of its own text counted from the dash. */
const at = (column: number): string => `bad.yaml:4:${column}`;

interface Case {
  readonly text: string | Uint8Array;
  /** The codes, in order. */
  readonly codes: readonly string[];
  /** Where the first finding points. */
  readonly place?: string;
  /** Something that its text must say. */
  readonly says?: string;
  readonly exit?: number;
}

const cases: Readonly<Record<string, Case>> = {
  "an unknown key": {
    text: layer("{ type: conv2d, filters: 4, kernel: 3, stirde: 2 }"),
    codes: ["spec/unknown-key"],
    place: at(44),
    says: 'did you mean "stride"?',
  },
  "an unknown layer": {
    text: layer("{ type: conv2, filters: 4, kernel: 3 }"),
    codes: ["spec/unknown-layer"],
    place: at(7),
    says: 'did you mean "conv2d"?',
  },
  "an unknown bare layer": { text: layer("rleu"), codes: ["spec/unknown-layer"], says: 'did you mean "relu"?' },
  "a list for a number": { text: layer("{ type: dense, units: [1] }"), codes: ["spec/wrong-type"], place: at(20) },
  "a missing reference": {
    text: layer("{ name: conv1, type: relu }\n  - { add: [previous, conv2] }"),
    codes: ["spec/unknown-name"],
    place: "bad.yaml:5:7",
    says: 'did you mean "conv1"?',
  },
  "layers in a circle": {
    text: layer("{ name: a, type: relu, from: b }\n  - { name: b, type: relu, from: a }"),
    codes: ["spec/cycle"],
    says: "a > b > a",
  },
  "blocks in a circle": {
    text: "name: m\ninput: { shape: [3] }\nblocks: { a: { layers: [{ use: b }] }, b: { layers: [{ use: a }] } }\nlayers: [{ use: a }]\n",
    codes: ["spec/cycle"],
  },
  "a name taken twice": {
    text: layer("{ name: a, type: relu }\n  - { name: a, type: relu }"),
    codes: ["spec/duplicate-name"],
    place: "bad.yaml:5:7",
  },
  "a kernel larger than its input": {
    text: layer("{ name: a, type: conv2d, filters: 4, kernel: 9 }"),
    codes: ["shape/kernel-exceeds-input"],
    place: at(42),
    says: "floor((8 + 2·0 - 9)/1) + 1 = 0",
  },
  "channels that do not divide by the groups": {
    text: layer("{ name: a, type: conv2d, filters: 4, kernel: 3, groups: 2 }"),
    codes: ["shape/groups"],
    says: "3 input channels do not divide by 2 groups",
  },
  "branches of different shapes": {
    text: layer(
      "{ parallel: { merge: add, branches: [{ type: conv2d, filters: 4, kernel: 3 }, { type: conv2d, filters: 4, kernel: 1 }] } }",
    ),
    codes: ["shape/mismatch"],
    says: "axis 2 has 6 and 8",
  },
  "an expression with a fraction": {
    text: layer("{ type: dense, units: in.channels / 2 }"),
    codes: ["spec/not-a-whole-number"],
    says: "3/2",
  },
  "a division by zero": {
    text: layer("{ type: dense, units: 4 / (3 - in.channels) }"),
    codes: ["expression/division-by-zero"],
    place: at(20),
  },
  "a negative size": { text: layer("{ type: dense, units: -4 }"), codes: ["spec/out-of-range"] },
  "a zero stride": { text: layer("{ type: max_pool2d, kernel: 2, stride: 0 }"), codes: ["spec/out-of-range"] },
  "a size beyond 2^53": {
    text: "name: m\ninput: { shape: [9007199254740993, 8, 8] }\nlayers: [relu]\n",
    codes: ["spec/out-of-range"],
  },
  "a billion repetitions": {
    text: layer("{ repeat: { times: 1000000000, body: relu } }"),
    codes: ["spec/too-many-nodes"],
  },
  "nested repetitions": {
    text: layer(
      "{ repeat: { times: 9999, body: { repeat: { times: 9999, body: { repeat: { times: 9999, body: relu } } } } } }",
    ),
    codes: ["spec/too-many-nodes"],
  },
  "20,000 levels of lists": { text: `${"[".repeat(20_000)}${"]".repeat(20_000)}`, codes: ["spec/too-deep"] },
  "20,000 levels of JSON": {
    text: `{"layers":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`,
    codes: ["spec/too-deep"],
  },
  "20,000 levels of brackets in an expression": {
    text: layer(`{ type: dense, units: "${"(".repeat(20_000)}1${")".repeat(20_000)}" }`),
    codes: ["expression/not-allowed"],
  },
  "anchors that explode": {
    text: `a: &a [1, 1]\n${[..."bcdefghij"].map((name, i) => `${name}: &${name} [*${"abcdefghi"[i]}, *${"abcdefghi"[i]}]\n`).join("")}`,
    codes: ["yaml/not-allowed", "yaml/not-allowed", "yaml/not-allowed", "yaml/not-allowed", "yaml/not-allowed"],
    exit: 2,
  },
  "a merge key": { text: layer("{ <<: { type: relu } }"), codes: ["yaml/not-allowed"], place: at(7), exit: 2 },
  "a key twice": { text: layer("{ type: relu, type: relu }"), codes: ["yaml/duplicate-key"], place: at(19), exit: 2 },
  "a key twice, in JSON": {
    text: '{"name": "m",\n "name": "n"}',
    codes: ["yaml/duplicate-key"],
    place: "bad.yaml:2:2",
    exit: 2,
  },
  "a prototype key": {
    text: '{"__proto__": {}, "name": "m", "input": {"shape": [3]}, "layers": ["relu"]}',
    codes: ["yaml/not-allowed"],
    exit: 2,
  },
  "an import": { text: layer(`{ type: dense, units: 'import("fs")' }`), codes: ["expression/not-allowed"] },
  "a constructor": { text: layer("{ type: dense, units: in.constructor.name }"), codes: ["expression/not-allowed"] },
  "a prototype": { text: layer("{ type: dense, units: __proto__ }"), codes: ["expression/not-allowed"] },
  "a tower of powers": { text: layer("{ type: dense, units: 9^9^9^9 }"), codes: ["spec/out-of-range"] },
  "a function that calls itself": {
    text: `name: m\nfunctions: { "f(x)": "f(x - 1) + f(x - 2)" }\ninput: { shape: [3] }\nlayers: [{ type: dense, units: f(99) }]\n`,
    codes: ["spec/cycle"],
  },
  "tabs for indentation": { text: "name: m\n\tinput: 3\n", codes: ["yaml/syntax"], place: "bad.yaml:2:1", exit: 2 },
  "nothing where something must be": {
    text: "name: m\ninput:\nlayers:\n  -\n",
    codes: ["spec/wrong-type", "spec/wrong-type"],
  },
  "an empty file": { text: "", codes: ["input/empty"], exit: 2 },
  "a binary file": { text: Uint8Array.of(0x7f, 0x45, 0, 1), codes: ["input/not-text"], exit: 2 },
  "invalid UTF-8": { text: Uint8Array.of(0x6e, 0xff, 0xfe, 0x0a), codes: ["input/not-text"], exit: 2 },
};

describe.each(Object.entries(cases))("%s", (_name, { text, codes, place, says = "", exit = 1 }) => {
  test("is named, placed and explained", async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, "bad.yaml"), text);
      const json = await runCli(["check", "bad.yaml", "--format", "json"], folder);
      const { targets } = JSON.parse(json.stdout);
      expect(targets[0].diagnostics.map(({ code }: { code: string }) => code)).toEqual(codes);
      expect(json.code).toBe(exit);
      const written = await runCli(["check", "bad.yaml"], folder);
      const unbroken = written.stdout.replace(/\s+/g, " ");
      if (place !== undefined) expect(unbroken).toContain(`--> ${place}`);
      expect(unbroken).toContain(says);
      expect(written.stdout + written.stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    });
  });
});
