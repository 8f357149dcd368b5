/** Reads an ONNX file: walks it piece by piece, decodes what describes the network, and says what it is when it is not one. */
import { type Diagnostic, diagnose, type Result } from "../diagnostic.js";
import { decodeWalkedModel, decodeWalkedTensor } from "./decode.js";
import { identifyForeign } from "./identify.js";
import type { Model, ModelTensor } from "./model.js";
import { type ByteSource, type Readable, sourceOf } from "./source.js";
import { WireWalk } from "./wire.js";
import { defaultLimits, type WireLimits } from "./wire-limits.js";

export interface ReadOptions {
  /** Bounds other than the default ones. */
  readonly limits?: Partial<WireLimits>;
}

/** How much of a file is looked at to say what it is. */
const headBytes = 4096;
/** A file up to this size is read at once. */
const smallFile = 2 ** 20;
/** The first read after a place that was skipped; sequential ones double up to the largest. */
const firstChunk = 2 ** 15;
const largestChunk = 2 ** 20;

/**
 * Decodes the bytes of an ONNX file. Elements of tensors with more than 1,024 of them are left out of memory.
 * An error does not always mean that there is no value: what could be made of the file is there.
 */
export function decodeModel(bytes: Uint8Array, options: ReadOptions = {}): Result<Model> {
  const walk = new WireWalk("ModelProto", { ...defaultLimits, ...options.limits });
  walk.advance(bytes, 0, true);
  return tellForeign(decodeWalkedModel(walk, bytes.length), bytes.subarray(0, headBytes), bytes.length);
}

/**
 * Reads an ONNX file piece by piece: of a file with weights inside, the weights are skipped. Files beyond 2 GB and
 * streams of unknown length work. External data files are not opened.
 * Rejects only when the source itself does, for instance because a stream breaks.
 */
export async function readModel(readable: Readable, options: ReadOptions = {}): Promise<Result<Model>> {
  const source = sourceOf(readable);
  const walk = new WireWalk("ModelProto", { ...defaultLimits, ...options.limits });
  try {
    const { head, size } = await walkSource(walk, source);
    return tellForeign(decodeWalkedModel(walk, size), head, size);
  } finally {
    await source.close?.();
  }
}

/** Decodes a file that holds one tensor (TensorProto), with all its elements. */
export function decodeTensorFile(bytes: Uint8Array): Result<ModelTensor> {
  const walk = new WireWalk("TensorProto", { ...defaultLimits, elements: 2 ** 31 });
  walk.advance(bytes, 0, true);
  return decodeWalkedTensor(walk);
}

/** Feeds a walk from a source; gives the first bytes and how far the file goes, as far as was seen. */
async function walkSource(walk: WireWalk, source: ByteSource): Promise<{ head: Uint8Array; size: number }> {
  let head: Uint8Array | undefined;
  let request: ReturnType<WireWalk["advance"]> = { offset: 0, length: 1 };
  let chunk = source.size !== undefined && source.size <= smallFile ? smallFile : firstChunk;
  let reached = 0;
  while (request !== undefined) {
    const { offset } = request;
    const length = Math.max(request.length, chunk);
    const bytes = await source.read(offset, length);
    head ??= bytes.slice(0, headBytes);
    // A stream knows its size only now, if at all.
    if (source.size !== undefined && !walk.setFileSize(source.size)) break;
    const isLast = bytes.length < length || offset + bytes.length === source.size;
    reached = Math.max(reached, offset + bytes.length);
    request = walk.advance(bytes, offset, isLast);
    if (isLast) break;
    const isSequential = request !== undefined && request.offset <= reached;
    chunk = isSequential ? Math.min(2 * chunk, largestChunk) : firstChunk;
  }
  return { head: head ?? new Uint8Array(0), size: source.size ?? reached };
}

/** Replaces the findings on a file that is no ONNX at all by the one that says what it is. */
function tellForeign(result: Result<Model>, head: Uint8Array, size: number): Result<Model> {
  if (result.value !== undefined) return result;
  const finding = foreignFinding(head, size);
  return finding === undefined ? result : { ok: false, diagnostics: [finding] };
}

function foreignFinding(head: Uint8Array, size: number): Diagnostic | undefined {
  if (size === 0) return diagnose("input/empty", { what: "the file" });
  const foreign = identifyForeign(head, size);
  return foreign && diagnose("onnx/not-onnx", { found: foreign.found }, { hint: foreign.hint });
}
