/** Reads a file that somebody names: only plain text files of bounded size; everything else becomes a finding. */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { type Diagnostic, diagnose, type Result } from "../diagnostic.js";

/** Bytes of the largest document that is read; the largest of the zoo has 10 kB. */
const largestDocument = 16 * 1024 * 1024;

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
  EMFILE: "too many files are open",
  EIO: "the device reports an error",
};

function failed(finding: Diagnostic): Result<string> {
  return { ok: false, diagnostics: [finding] };
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : undefined;
}

function findingOf(thrown: unknown, what: string): Diagnostic {
  const code = codeOf(thrown);
  if (code === "ENOENT" || code === "ENOTDIR") return diagnose("input/not-found", { what });
  if (code === "ERR_INVALID_ARG_VALUE")
    return diagnose("input/unreadable", { what, reason: "its name holds a null character" });
  return diagnose("input/unreadable", { what, reason: reasons[code ?? ""] ?? code ?? "unknown error" });
}

/** The text of a UTF-8 file, without a byte order mark. `name` is the path as the user wrote it. */
export async function readTarget(name: string, cwd: string): Promise<Result<string>> {
  const what = JSON.stringify(name).slice(1, -1);
  try {
    // Without O_NONBLOCK, opening a pipe would wait for somebody to write to it.
    const file = await open(resolve(cwd, name), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await file.stat();
      if (stats.isDirectory()) return failed(diagnose("input/unreadable", { what, reason: "it is a folder" }));
      if (!stats.isFile()) return failed(diagnose("input/unreadable", { what, reason: "it is no plain file" }));
      if (stats.size > largestDocument) return failed(tooLarge(what, stats.size));
      return decode(await readBounded(file, stats.size), what);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    return failed(findingOf(thrown, what));
  }
}

function tooLarge(what: string, size: number): Diagnostic {
  const limit = `${largestDocument / 1024 / 1024} MiB`;
  return diagnose("input/too-large", { what, actual: `${(size / 1024 / 1024).toFixed(1)} MiB`, limit });
}

/** At most the size that was found, also where the file grows meanwhile. */
async function readBounded(file: Awaited<ReturnType<typeof open>>, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let read = 0;
  while (read < size) {
    const { bytesRead } = await file.read(bytes, read, size - read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}

/** Text of UTF-8 bytes; a finding for an empty file, for other encodings and for binary data. */
function decode(bytes: Uint8Array, what: string): Result<string> {
  if (bytes.length === 0) return failed(diagnose("input/empty", { what }));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return notText(what, "it is UTF-16; save it as UTF-8");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return notText(what, "it is UTF-16; save it as UTF-8");
  if (bytes.includes(0)) return notText(what, "it is a binary file");
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.trim() === "" ? failed(diagnose("input/empty", { what })) : { ok: true, value: text, diagnostics: [] };
  } catch {
    return notText(what, "it is not valid UTF-8");
  }
}

function notText(what: string, reason: string): Result<string> {
  return failed(diagnose("input/not-text", { what, reason }));
}
