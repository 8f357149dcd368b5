// SARIF is valid by its own schema (OASIS, 2.1.0 rtm.5, as the package @microsoft/jest-sarif 1.0.0-beta.0 publishes it).
import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { runCli } from "../cli/session.js";

interface Log {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
        readonly logicalLocations?: readonly { readonly name: string; readonly kind: string }[];
      }[];
    }[];
  }[];
}

// Draft 4, of which it uses nothing that later drafts changed but the name of its own address.
const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync("fixtures/schemas/sarif-2.1.0.json", "utf8"));
const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

test("findings in every broken file make a valid log", async () => {
  const files = readdirSync("fixtures/onnx/broken").filter((_, index) => index % 4 === 0);
  const paths = files.map((file) => `fixtures/onnx/broken/${file}`);
  const { stdout, code } = await runCli(["check", ...paths, "--format", "sarif"]);
  const log: Log = JSON.parse(stdout);
  expect(validate(log), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  expect(code).toBe(2);
  expect(log.runs[0]?.results.length).toBeGreaterThan(files.length / 2);
});

test("control: the schema refuses what is no log", () => {
  expect(validate({ version: "2.1.0", runs: [{ tool: {} }] })).toBe(false);
});

test("a finding in an ONNX file has the file and the node for its place", async () => {
  const { stdout } = await runCli(["check", "fixtures/onnx/broken/conv-channels.onnx", "--format", "sarif"]);
  const log: Log = JSON.parse(stdout);
  const [result] = log.runs[0]?.results ?? [];
  expect(result).toMatchObject({
    ruleId: "shape/channels",
    level: "error",
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: "fixtures/onnx/broken/conv-channels.onnx" } },
        logicalLocations: [{ name: "conv1", kind: "element" }],
      },
    ],
  });
  expect(result?.message.text).toContain("W = w: float32[2, 4, 3, 3], a parameter");
});
