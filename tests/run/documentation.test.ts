// The programs of docs/running.md print what they say, on the reference and on WebGPU.
import { expect, test } from "vitest";
import { codeBlocks, runProgram } from "../project/program.js";

test.each(codeBlocks("docs/running.md", "ts"))("$text", async ({ text }) => {
  const { printed, promised } = await runProgram(text);
  expect(promised.length).toBeGreaterThan(0);
  expect(printed).toEqual(promised);
});
