// `shapewright verify`: the table, its JSON by its own schema, the plan, exit codes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { verifySchema } from "../../src/report/wire.js";
import { inFolder, runCli } from "./session.js";

test("lenet-5 runs: every row is fine and the multiplications are the lecture's", async () => {
  const { code, stdout, stderr } = await runCli(["verify", "lenet-5"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^C3 +Conv +\[1, 16, 10, 10\] +240,000 +240,000 +ok$/m);
  // LeCun et al., 1998, figure 2 with the full C3 table: 416,520 multiplications and 61,706 parameters.
  expect(stdout).toMatch(/^Total +416,520 +416,520 +ok$/m);
  expect(stdout).toContain("61,706 parameters counted, 61,706 allocated");
  expect(stdout).toContain("Verified: 12 nodes ran");
});

describe("--format json", () => {
  test("is what its schema says", async () => {
    const { code, stdout } = await runCli(["verify", "lenet-5", "--format", "json", "--seed", "7"]);
    expect(code).toBe(0);
    const report = verifySchema.parse(JSON.parse(stdout));
    expect(report).toMatchObject({ name: "lenet-5", device: "reference", seed: 7, ok: true, notRun: 0 });
    expect(report.macs).toEqual({ counted: 416520, executed: 416520 });
    expect(report.nodes.every(({ ok }) => ok)).toBe(true);
  });

  test("has one step a node with --no-fuse", async () => {
    const stepsOf = async (...more: string[]) => {
      const { stdout } = await runCli(["verify", "lenet-5", "--format", "json", ...more]);
      return new Set(verifySchema.parse(JSON.parse(stdout)).nodes.map(({ step }) => step)).size;
    };
    // Four convolutions with tanh share a step with it.
    expect([await stepsOf(), await stepsOf("--no-fuse")]).toEqual([8, 12]);
  });
});

test("--format markdown is a table", async () => {
  const { stdout } = await runCli(["verify", "lenet-5", "--format", "markdown"]);
  expect(stdout).toMatch(/^\| C1 +\| Conv +\| \\\[1, 6, 28, 28\\\] +\| +117,600 \| +117,600 \| ok +\|$/m);
});

test("--plan prints steps, offsets and lifetimes without running", async () => {
  const { code, stdout } = await runCli(["verify", "lenet-5", "--plan"]);
  expect(code).toBe(0);
  // 6·28·28 float32 = 18,816 bytes at the start of the arena, until the pooling after it.
  expect(stdout).toMatch(/^ *1 +C1 +Conv \+ Tanh +\[1, 6, 28, 28\] +0 +18816 +2$/m);
});

describe("what cannot be run", () => {
  test("an open size ends with 3 and says which tensor", async () => {
    const { code, stderr } = await runCli(["verify", "lenet-5", "--dim", "N=N"]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/run\/size-unknown/);
  });

  test("a network that is not sound ends with 1, and does not run", async () => {
    await inFolder(async (folder) => {
      const layers = "[{ type: conv2d, filters: 4, kernel: 9 }]";
      writeFileSync(join(folder, "bad.yaml"), `name: bad\ninput: { shape: [1, 5, 5] }\nlayers: ${layers}\n`);
      const { code, stdout, stderr } = await runCli(["verify", "bad.yaml"], folder);
      expect(code).toBe(1);
      expect(stdout).toBe("");
      expect(stderr).toMatch(/shape\/kernel-exceeds-input/);
    });
  });
});
