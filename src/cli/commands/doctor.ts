/** `shapewright doctor`: what this machine can run networks on, and what is missing. */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { NoAdapterError, type OpenDevice } from "../../run/webgpu/adapter.js";
import { openNodeDevice } from "../../run/webgpu/device-node.js";
import type { RunCommand } from "../command.js";
import { rerunWithDriver } from "../driver-process.js";
import { type ExitCode, exitCodes } from "../io.js";
import { writeResult } from "../output.js";
import { packageVersion } from "../package-file.js";

/** Packages that are used where they are installed, and for what. */
const optionalPackages = {
  webgpu: "WebGPU in Node",
  "onnxruntime-node": "verify --against onnxruntime-node",
  "onnxruntime-web": "verify --against onnxruntime-web",
} as const;

/** Limits that decide what can run. */
const shownLimits = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupsPerDimension",
] as const;

/** Version of an installed package; undefined where it is not installed. */
function versionOf(name: string): string | undefined {
  const require = createRequire(import.meta.url);
  for (const folder of require.resolve.paths(name) ?? [dirname(fileURLToPath(import.meta.url))]) {
    try {
      const { version } = require(`${folder}/${name}/package.json`) as { version: string };
      return version;
    } catch {
      // Not in this folder: the next one up may have it.
    }
  }
  return undefined;
}

function describe({ name, kind, device }: OpenDevice): readonly (readonly [string, string])[] {
  return [
    ["adapter", `${name} (${kind})`],
    ...shownLimits.map((limit) => [`  ${limit}`, `${device.limits[limit] ?? "unknown"}`] as const),
    ["  float16", device.features.has("shader-f16") ? "yes" : "no"],
    ["  subgroups", device.features.has("subgroups") ? "yes" : "no"],
  ];
}

/** Exit code 3 where networks cannot run on WebGPU here; the reference executor always can. */
export const run: RunCommand = async (_args, options, io) => {
  const rows: (readonly [string, string])[] = [
    ["shapewright", packageVersion()],
    ["node", `${process.version.slice(1)} on ${process.platform} ${process.arch}`],
    ...Object.entries(optionalPackages).map(
      ([name, purpose]) => [name, versionOf(name) ?? `not installed (${purpose}: npm install ${name})`] as const,
    ),
    ["reference", "runs everywhere, without WebGPU"],
  ];
  let missing: NoAdapterError | undefined;
  try {
    const opened = await openNodeDevice();
    rows.push(...describe(opened));
    opened.release();
  } catch (error) {
    if (!(error instanceof NoAdapterError)) throw error;
    const status = await rerunWithDriver(io);
    if (status !== undefined) return status as ExitCode;
    missing = error;
    rows.push(["adapter", `none: ${error.message}`], ["  what to do", error.hint]);
  }
  const width = Math.max(...rows.map(([name]) => name.length));
  await writeResult(rows.map(([name, text]) => `${name.padEnd(width)}  ${text}\n`).join(""), options, io);
  return missing === undefined ? exitCodes.fine : exitCodes.undecided;
};
