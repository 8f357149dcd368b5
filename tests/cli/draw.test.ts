// `shapewright draw`: pictures and texts with every layer and shape, folds by depth, names that are no markup.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inFolder, runCli } from "./session.js";

const draw = async (...argv: string[]) => (await runCli(["draw", ...argv])).stdout;

describe("svg", () => {
  test("has a box for each of LeNet-5's layers and the lecture's shapes on its arrows", async () => {
    const svg = await draw("lenet-5");
    for (const text of ["C1", "S2", "C3", "S4", "C5", "F6", "F7"]) expect(svg).toContain(`>${text}</text>`);
    for (const shape of ["1×32×32", "6×28×28", "6×14×14", "16×10×10", "16×5×5", "120×1×1"]) {
      expect(svg).toContain(`>${shape}</text>`);
    }
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="[\d.]+" height="[\d.]+"/);
    expect(svg).toContain("prefers-color-scheme:dark");
  });

  test("folds modules by depth, or so far that it can be read", async () => {
    // ResNet-50 (He et al., 2015, table 1): 3, 4, 6 and 3 blocks in four stages.
    const boxes = (svg: string) => [...svg.matchAll(/<g><title>([^:<]*)/g)].map(([, name]) => name);
    expect(boxes(await draw("resnet-50", "--depth", "0"))).toContain("layer4");
    const blocks = boxes(await draw("resnet-50")).filter((name) => /^layer\d\.\d$/.test(name ?? ""));
    expect(blocks).toHaveLength(16);
    expect(boxes(await draw("resnet-50", "--depth", "9")).length).toBeGreaterThan(170);
  });

  test("a name is text, never markup", async () => {
    await inFolder(async (folder) => {
      const name = '"</text><script>alert(1)</script>"';
      writeFileSync(
        join(folder, "evil.json"),
        JSON.stringify({ name: "evil", title: name, input: { shape: [3, 8, 8] }, layers: ["relu"] }),
      );
      const { stdout } = await runCli(["draw", "evil.json"], folder);
      expect(stdout).not.toContain("<script");
      expect(stdout).toContain("&#60;script&#62;");
    });
  });
});

describe("--style stack", () => {
  test("shows VGG-16's blocks: 13 convolutions, 3 dense layers, 5 poolings and torchvision's adaptive one", async () => {
    const svg = await draw("vgg-16", "--style", "stack");
    const counts = ["conv", "pool", "dense"].map((kind) => svg.split(`polygon class="${kind}"`).length - 1);
    // Three faces each; column D of Simonyan and Zisserman's table 1.
    expect(counts).toEqual([3 * 13, 3 * 6, 3 * 3]);
  });

  test("takes a network with branches only where they are folded", async () => {
    const refused = await runCli(["draw", "resnet-18", "--style", "stack", "--depth", "9"]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("--depth");
    expect((await runCli(["draw", "resnet-18", "--style", "stack", "--depth", "1"])).code).toBe(0);
  });
});

test("Mermaid and DOT have the same boxes and arrows", async () => {
  const mermaid = await draw("lenet-5", "--format", "mermaid");
  expect(mermaid).toContain("flowchart TB");
  expect(mermaid).toMatch(/n1\["C1<br\/>conv2d 5×5"\]/);
  expect(mermaid).toMatch(/n0 -- "1×32×32" --> n1/);
  const dot = await draw("lenet-5", "--format", "dot");
  expect(dot).toMatch(/^digraph \{[\s\S]*\}\n$/);
  expect(dot).toContain('n0 -> n1 [label="1×32×32"];');
  expect(dot.split("->").length).toBe(mermaid.split("-->").length);
});
