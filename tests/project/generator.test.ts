// A generated section of a written file is replaced whole, and a lost marker is an error.
import { expect, test } from "vitest";
import { replaceSection } from "../../scripts/generators/generator.js";

const page = "# A\n<!-- generated zoo -->\nold\n<!-- /generated zoo -->\nend\n";

test("only what stands between the markers changes", () => {
  const written = "# A\n<!-- generated zoo -->\n| new |\n<!-- /generated zoo -->\nend\n";
  expect(replaceSection(page, "zoo", "| new |\n")).toBe(written);
  expect(replaceSection(written, "zoo", "| new |")).toBe(written);
});

test.each([
  ["no section", "# A\n"],
  ["only its start", "<!-- generated zoo -->\n"],
  ["its markers the wrong way round", "<!-- /generated zoo -->\n<!-- generated zoo -->\n"],
  ["another section", page.replaceAll("zoo", "codes")],
])("with %s it throws", (_name, text) => {
  expect(() => replaceSection(text, "zoo", "")).toThrow("generated zoo");
});
