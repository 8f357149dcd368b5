/** Files on disk for Node: reading one piece by piece, and finding the data files beside a model without leaving its folder. */
import { closeSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { type FileHandle, open, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { Readable } from "node:stream";
import { diagnose, type Result } from "../diagnostic.js";
import type { Graph } from "../graph/index.js";
import type { FileElements } from "./export/export.js";
import { findPathFault, findRangeFault } from "./external-data.js";
import type { Model } from "./model.js";
import { type ReadOptions, readModel } from "./read.js";
import { type ByteSource, sourceOf } from "./source.js";
import type { ReadBytes } from "./stored-elements.js";

class FileSource implements ByteSource {
  private buffer = new Uint8Array(0);

  constructor(
    private readonly handle: FileHandle,
    readonly size: number,
  ) {}

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (this.buffer.length < length) this.buffer = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const { bytesRead } = await this.handle.read(this.buffer, done, length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return this.buffer.subarray(0, done);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

/** Opens a file; a missing or unreadable one, or a folder, is a finding. Whoever opens it closes it. */
export async function openFile(path: string): Promise<Result<ByteSource>> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "r");
    const about = await handle.stat();
    if (about.isDirectory()) {
      await handle.close();
      return failed(path, "it is a folder");
    }
    // A pipe can only be read from its beginning to its end.
    const value = about.isFile()
      ? new FileSource(handle, about.size)
      : sourceOf(Readable.toWeb(handle.createReadStream()) as ReadableStream<Uint8Array>);
    return { ok: true, value, diagnostics: [] };
  } catch (error) {
    await handle?.close();
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { ok: false, diagnostics: [diagnose("input/not-found", { what: path })] };
    return failed(path, message);
  }
}

function failed(what: string, reason: string): { ok: false; diagnostics: ReturnType<typeof diagnose>[] } {
  return { ok: false, diagnostics: [diagnose("input/unreadable", { what, reason })] };
}

/**
 * The path and size of a data file that a model names, links followed. A location that leads out of the model's folder,
 * by its text or through a link, is a finding, as is a missing file.
 */
export async function findDataFile(
  modelPath: string,
  location: string,
): Promise<Result<{ readonly path: string; readonly size: number }>> {
  const refuse = (reason: string): Result<never> => ({
    ok: false,
    diagnostics: [diagnose("onnx/external-path", { location, reason })],
  });
  const fault = findPathFault(location);
  if (fault !== undefined) return refuse(fault);
  try {
    const folder = await realpath(dirname(modelPath));
    const path = await realpath(resolve(folder, location.replaceAll("\\", "/")));
    if (!isWithin(folder, path)) return refuse("a link leads out of the model's folder");
    const about = await stat(path);
    if (!about.isFile()) return refuse("it is no file");
    return { ok: true, value: { path, size: about.size }, diagnostics: [] };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return refuse(code === "ENOENT" ? "there is no such file" : message);
  }
}

/** Reads the ONNX file at `path`; see {@link readModel}. What cannot be opened or read is a finding. */
export async function readModelFile(path: string, options: ReadOptions = {}): Promise<Result<Model>> {
  const opened = await openFile(path);
  if (!opened.ok) return { ok: false, diagnostics: opened.diagnostics };
  try {
    return await readModel(opened.value, options);
  } catch (error) {
    return failed(path, (error as NodeJS.ErrnoException).message);
  }
}

/**
 * Reads pieces of a model's file and of the data files beside it, each opened when it is first asked for. A location
 * that leads out of the model's folder throws, as do bytes that are not there.
 */
export class WeightFiles {
  readonly #open = new Map<string, number>();

  constructor(private readonly modelPath: string) {}

  readonly read: ReadBytes = (location, offset, length) => {
    const file = this.#fileOf(location);
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const count = readSync(file, bytes, done, length - done, offset + done);
      if (count === 0) throw new Error(`${location ?? "the file"} ends before byte ${offset + length}`);
      done += count;
    }
    return bytes;
  };

  close(): void {
    for (const file of this.#open.values()) closeSync(file);
    this.#open.clear();
  }

  #fileOf(location: string | undefined): number {
    const known = this.#open.get(location ?? "");
    if (known !== undefined) return known;
    const file = openSync(location === undefined ? this.modelPath : this.#pathOf(location), "r");
    this.#open.set(location ?? "", file);
    return file;
  }

  #pathOf(location: string): string {
    const fault = findPathFault(location);
    if (fault !== undefined) throw new Error(`"${location}": ${fault}`);
    const folder = realpathSync(dirname(this.modelPath));
    let path: string;
    try {
      path = realpathSync(resolve(folder, location.replaceAll("\\", "/")));
    } catch {
      throw new Error(`there is no file "${location}" beside it`);
    }
    if (!isWithin(folder, path)) throw new Error(`"${location}": a link leads out of the model's folder`);
    if (!statSync(path).isFile()) throw new Error(`"${location}": it is no file`);
    return path;
  }
}

/** Whether a path, links followed, lies in a folder. */
function isWithin(folder: string, path: string): boolean {
  const inner = relative(folder, path);
  return !(inner === "" || inner === ".." || inner.startsWith(`..${sep}`) || isAbsolute(inner));
}

/** Elements of weights, read from the model's file and from the data files beside it while they are asked for. */
export interface ElementFiles {
  read(elements: FileElements): Iterable<Uint8Array>;
  close(): void;
}

/** How much of a weight is read at once. */
const pieceBytes = 2 ** 20;

/** Opens the files that hold the elements of a graph's weights. A missing or too short one is a finding. */
export async function openElements(modelPath: string, graph: Graph): Promise<Result<ElementFiles>> {
  const wanted = [...graph.weights.values()].flatMap(({ stored }) => (stored?.kind === "file" ? [stored] : []));
  const paths = new Map<string, { readonly path: string; readonly size: number }>();
  for (const { location, offset, bytes } of wanted) {
    if (location === undefined) continue;
    let file = paths.get(location);
    if (file === undefined) {
      const { value, diagnostics } = await findDataFile(modelPath, location);
      if (value === undefined) return { ok: false, diagnostics };
      file = value;
      paths.set(location, file);
    }
    const fault = findRangeFault({ kind: "external", location, offset, length: bytes }, bytes, file.size);
    if (fault !== undefined) return { ok: false, diagnostics: [fault] };
  }
  const opened = new Map<string, number>();
  const handleOf = (path: string): number => {
    const handle = opened.get(path) ?? openSync(path, "r");
    opened.set(path, handle);
    return handle;
  };
  const value: ElementFiles = {
    *read({ location, offset, bytes }) {
      const handle = handleOf(location === undefined ? modelPath : (paths.get(location)?.path ?? modelPath));
      for (let at = 0; at < bytes; at += pieceBytes) {
        const piece = new Uint8Array(Math.min(pieceBytes, bytes - at));
        if (readSync(handle, piece, 0, piece.length, offset + at) < piece.length) {
          throw new RangeError(`${location ?? modelPath} has changed while it was read`);
        }
        yield piece;
      }
    },
    close() {
      for (const handle of opened.values()) closeSync(handle);
    },
  };
  return { ok: true, value, diagnostics: [] };
}
