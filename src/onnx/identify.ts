/** Names what a file is that is no ONNX model, by its first bytes. */

export interface Foreign {
  /** With its article: `an HTML page`. */
  readonly found: string;
  readonly hint?: string;
}

interface Signature extends Foreign {
  readonly at?: number;
  /** Latin-1 text of the bytes. */
  readonly bytes: string;
}

const download = "download the file itself; the address answered with something else";
const convert = "export or convert the model to ONNX first";
const unpack = "unpack it first";

/** In order: a later one may be a prefix of an earlier one. */
const signatures: readonly Signature[] = [
  {
    bytes: "version https://git-lfs",
    found: "a Git LFS pointer",
    hint: "fetch the file that it points to: git lfs pull",
  },
  { bytes: "TFL3", at: 4, found: "a TFLite model", hint: convert },
  {
    bytes: "ORTM",
    at: 4,
    found: "a model in onnxruntime's ORT format",
    hint: "use the .onnx file that it was made from",
  },
  { bytes: "GGUF", found: "a GGUF file", hint: convert },
  { bytes: "\x89HDF\r\n\x1a\n", found: "an HDF5 file, such as a Keras model", hint: convert },
  { bytes: "\x93NUMPY", found: "a NumPy array" },
  { bytes: "\x1f\x8b", found: "gzip-compressed data", hint: unpack },
  { bytes: "\x28\xb5\x2f\xfd", found: "zstd-compressed data", hint: unpack },
  { bytes: "\xfd7zXZ\0", found: "xz-compressed data", hint: unpack },
  { bytes: "BZh", found: "bzip2-compressed data", hint: unpack },
  { bytes: "7z\xbc\xaf\x27\x1c", found: "a 7z archive", hint: unpack },
  { bytes: "ustar", at: 257, found: "a tar archive", hint: unpack },
  { bytes: "%PDF", found: "a PDF document", hint: download },
  { bytes: "\x89PNG", found: "a PNG image", hint: download },
  { bytes: "\x7fELF", found: "a program or library" },
  { bytes: "\xca\xfe\xba\xbe", found: "a program or library" },
];

/** What a file of `size` bytes is whose first bytes are `head`; undefined when nothing is known of them. */
export function identifyForeign(head: Uint8Array, size: number): Foreign | undefined {
  const text = latin1(head);
  const signature = signatures.find(({ bytes, at = 0 }) => text.startsWith(bytes, at));
  if (signature !== undefined) return signature;
  return (
    identifyZip(text) ??
    identifySafetensors(head, text, size) ??
    identifyPickle(text) ??
    identifyText(head) ??
    identifyProtobuf(head) ??
    identifyNothing(head)
  );
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function identifyZip(text: string): Foreign | undefined {
  if (!text.startsWith("PK\x03\x04") && !text.startsWith("PK\x05\x06")) return undefined;
  if (/^PK[\s\S]{0,200}\/(data\.pkl|\.format_version|\.data\/|version|byteorder)/.test(text)) {
    return {
      found: "a PyTorch file (a zip archive with a pickle)",
      hint: "export it: torch.onnx.export(model, input, path)",
    };
  }
  if (/^PK[\s\S]{0,200}(config\.json|metadata\.json|model\.weights\.h5)/.test(text)) {
    return { found: "a Keras model (a zip archive)", hint: convert };
  }
  return { found: "a zip archive", hint: unpack };
}

/** Eight bytes with the length of a JSON header, then the header. */
function identifySafetensors(head: Uint8Array, text: string, size: number): Foreign | undefined {
  if (head.length < 10) return undefined;
  const length = new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true);
  if (length < 2n || length > BigInt(size) || !/^\{\s*["}]/.test(text.slice(8))) return undefined;
  return { found: "a safetensors file", hint: "it holds weights without a network: export the model to ONNX" };
}

/** A pickle of protocol 2 to 5 begins with its version; what follows is a number, a frame, a tuple, a dictionary or a class. */
function identifyPickle(text: string): Foreign | undefined {
  const version = text.charCodeAt(1);
  if (text[0] !== "\x80" || version < 2 || version > 5 || !"\x8a\x95(}c".includes(text[2] ?? " ")) return undefined;
  return {
    found: "a Python pickle, such as an old PyTorch file",
    hint: "export it: torch.onnx.export(model, input, path)",
  };
}

function identifyText(head: Uint8Array): Foreign | undefined {
  const text = readText(head);
  if (text === undefined) return undefined;
  const start = text.trimStart();
  if (/^<(!doctype html|html|head|body|!--)/i.test(start)) return { found: "an HTML page", hint: download };
  if (/^<\s*ir_version\s*:/.test(start)) {
    return {
      found: "a model in ONNX's own text syntax",
      hint: "write it in binary: onnx.parser.parse_model, onnx.save",
    };
  }
  if (/^<\?xml/.test(start)) {
    const isOpenVino = /<net\s/.test(start);
    return isOpenVino ? { found: "an OpenVINO model", hint: convert } : { found: "an XML document", hint: download };
  }
  if (/^(ir_version|producer_name|opset_import|graph)\s*[:{]/m.test(start)) {
    const hint = "write it in binary: google.protobuf.text_format.Parse, onnx.save";
    return { found: "an ONNX model in protobuf's text form", hint };
  }
  if (/^(node|layer|name)\s*[:{]/m.test(start)) return { found: "a model in protobuf's text form", hint: convert };
  if (/^[{[]/.test(start)) {
    const hint = /"(error|message|detail)"\s*:/.test(start) ? download : undefined;
    return hint === undefined ? { found: "JSON" } : { found: "JSON", hint };
  }
  const [line = ""] = start.split(/[\r\n]/, 1);
  const shown = line.length > 40 ? `${line.slice(0, 40)}...` : line;
  return { found: `text that begins with ${JSON.stringify(shown)}` };
}

/** The bytes as text, when they are text throughout. */
function readText(head: Uint8Array): string | undefined {
  // Three bytes may be the start of a character that goes on beyond the head.
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  const encoding = isUtf16 ? (head[0] === 0xff ? "utf-16le" : "utf-16be") : "utf-8";
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
    return text.trim() === "" || hasControlCharacters(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Characters that text does not have: control characters other than white space and escape. */
function hasControlCharacters(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 32 && (code < 9 || code > 13) && code !== 27) return true;
  }
  return false;
}

/** Other protobuf files, by the form of their first fields. */
function identifyProtobuf(head: Uint8Array): Foreign | undefined {
  const hint = "convert it with tf2onnx";
  // SavedModel: saved_model_schema_version (field 1) is 1, then meta_graphs (2), whose meta_info_def (1) comes first.
  if (head[0] === 0x08 && head[1] === 1 && head[2] === 0x12 && head[afterVarint(head, 3)] === 0x0a) {
    return { found: "a TensorFlow SavedModel", hint };
  }
  // GraphDef: a list of NodeDef (1), each of which begins with its name (1) and its operator (2).
  const name = afterVarint(head, 1);
  if (head[0] === 0x0a && head[name] === 0x0a) {
    const operator = name + 2 + (head[name + 1] ?? 0);
    const letter = String.fromCharCode(head[operator + 2] ?? 0);
    if (head[operator] === 0x12 && /[A-Z_]/.test(letter)) return { found: "a TensorFlow graph", hint };
  }
  // TensorProto: dims (1) one by one, then a small data_type (2), then one of the fields for name and data.
  let at = 0;
  while (head[at] === 0x08) at = afterVarint(head, at + 1);
  const dtype = head[at + 1] ?? 0;
  if (head[at] === 0x10 && dtype > 0 && dtype <= 26 && tensorTags.has(head[at + 2] ?? 0)) {
    return { found: "a single tensor (TensorProto), such as the test data beside a model" };
  }
  return undefined;
}

/** float_data, int32_data, string_data, int64_data, name, raw_data, double_data, uint64_data. */
const tensorTags = new Set([4, 5, 6, 7, 8, 9, 10, 11].map((field) => field * 8 + 2));

function afterVarint(head: Uint8Array, at: number): number {
  let end = at;
  while ((head[end] ?? 0) > 127) end += 1;
  return end + 1;
}

function identifyNothing(head: Uint8Array): Foreign | undefined {
  if (head.every((byte) => byte === 0))
    return { found: "nothing but zeros", hint: "the download or copy did not finish" };
  return undefined;
}
