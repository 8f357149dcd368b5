/** `shapewright export T file.onnx`: writes a network as an ONNX file, its weights drawn from its initialisers. */
import { open, rm } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { type ByteStream, type ExportedModel, exportModel, type FileElements } from "../../onnx/index.js";
import { openElements } from "../../onnx-node.js";
import { bytesText, countText } from "../../report/number.js";
import { flagOption, type OptionValues, type RunCommand, textOption } from "../command.js";
import { exitCodes, UsageError } from "../io.js";
import { loadNetwork } from "../network.js";
import { networkOptions } from "../network-options.js";
import { parseWhole } from "../option-values.js";
import { exitCodeOf, failureTest, reportFindings } from "../output.js";
import { packageVersion } from "../package-file.js";
import { isModelFile } from "../target.js";

export const run: RunCommand = async ([target = "", file = ""], options, io) => {
  const path = resolve(io.cwd, file);
  if (extname(path).toLowerCase() !== ".onnx") {
    throw new UsageError(
      `a model is a .onnx file, not "${file}"`,
      `for example \`shapewright export ${target} out.onnx\``,
    );
  }
  const settings = readSettings(options);
  if (resolve(io.cwd, target) === path) throw new UsageError(`${file} is the file to be read`, "give another name");
  const { report, shaped, diagnostics } = await loadNetwork(target, networkOptions(options, io));
  const exitCode = exitCodeOf(diagnostics, failureTest(options));
  reportFindings(diagnostics, target, io);
  if (report === undefined || shaped === undefined || diagnostics.some(({ severity }) => severity === "error")) {
    return exitCode === exitCodes.fine ? exitCodes.findings : exitCode;
  }
  const copies = settings.weights && isModelFile(target);
  const opened = copies ? await openElements(resolve(io.cwd, target), shaped.graph) : undefined;
  if (opened?.ok === false) {
    reportFindings(opened.diagnostics, target, io);
    return exitCodes.findings;
  }
  const elements = opened?.value;
  const exported = exportModel(shaped, {
    ...settings,
    ...(elements !== undefined && { readElements: (each: FileElements) => elements.read(each) }),
    dataFile: `${basename(path)}.data`,
    producerVersion: packageVersion(),
  });
  if (!exported.ok) {
    reportFindings(exported.diagnostics, target, io);
    return exported.diagnostics.some(({ code }) => code === "export/opset") ? exitCodes.usage : exitCodes.findings;
  }
  try {
    await writeModel(exported.value, path, file);
  } finally {
    elements?.close();
  }
  const { opset, irVersion, seed, file: model, external } = exported.value;
  const origin = copies ? `copied from ${target}` : `drawn with seed ${seed}`;
  const weights = settings.weights ? `${countText(report.totals.params)} parameters ${origin}` : "no weights";
  const beside = external === undefined ? "" : ` and ${bytesText(BigInt(external.file.size))} in ${external.location}`;
  io.stdout(
    `${file} written: opset ${opset}, IR version ${irVersion}, ${weights}, ${bytesText(BigInt(model.size))}${beside}.\n`,
  );
  return exitCode;
};

function readSettings(options: OptionValues) {
  const whole = (name: string): number => parseWhole(`--${name}`, textOption(options, name) ?? "0", 0);
  const opset = textOption(options, "opset") === undefined ? {} : { opset: whole("opset") };
  return { ...opset, seed: whole("seed"), weights: flagOption(options, "weights") };
}

/** The model's file, and the one with its weights where there is one; neither stays when writing fails. */
async function writeModel({ file, external }: ExportedModel, path: string, called: string): Promise<void> {
  const written: string[] = [];
  try {
    if (external !== undefined) await writeStream(external.file, join(dirname(path), external.location), written);
    await writeStream(file, path, written);
  } catch (thrown) {
    for (const each of written) await rm(each, { force: true });
    if (!(thrown instanceof Error && "code" in thrown)) throw thrown;
    throw new UsageError(`cannot write ${called}: ${String(thrown.code)}`);
  }
}

async function writeStream(stream: ByteStream, path: string, written: string[]): Promise<void> {
  const handle = await open(path, "w");
  written.push(path);
  try {
    for (const chunk of stream.chunks()) await handle.writeFile(chunk);
  } finally {
    await handle.close();
  }
}
