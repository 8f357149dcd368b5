// `shapewright ui`: serves the built page and the file that it was asked to open, to this machine only.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../src/cli/run.js";
import { plain } from "../../src/report/paint.js";
import { inFolder, runCli } from "../cli/session.js";

/** Runs the command until the visit is over. */
async function serve(argv: readonly string[], cwd: string, visit: (url: string) => Promise<void>): Promise<number> {
  const ended = new AbortController();
  return new Promise((done, failed) => {
    const code = run(["ui", ...argv], {
      stdout: (url) =>
        void visit(url.trim())
          .catch(failed)
          .finally(() => ended.abort()),
      stderr: () => undefined,
      columns: undefined,
      paint: plain,
      cwd,
      signal: ended.signal,
    });
    code.then(done, failed);
  });
}

test("a file that is named, and no other", () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, "mine.yaml"), "name: mine");
    await writeFile(join(folder, "other.yaml"), "name: other");
    const code = await serve(["mine.yaml#wide"], folder, async (url) => {
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#file=mine\.yaml&variant=wide$/);
      const get = async (path: string) => fetch(new URL(path, url));
      expect(await (await get("/")).text()).toContain("<title>shapewright</title>");
      expect(await (await get("opened/mine.yaml")).text()).toBe("name: mine");
      expect((await get("opened/other.yaml")).status).toBe(404);
    });
    expect(code).toBe(0);
  }));

test("a network of the zoo", async () => {
  const code = await serve(["resnet-50"], ".", async (url) => {
    expect(new URL(url).hash).toBe("#zoo=resnet-50");
  });
  expect(code).toBe(0);
});

test.each([
  [["ui", "nothing.yaml"], "there is no file nothing.yaml"],
  [["ui", "--port", "99999"], "the greatest port is 65535"],
])("%j is a mistake", async (argv, message) => {
  const { code, stderr } = await runCli(argv);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
