/** Compiled shaders of a device, each text once: layers that differ only in sizes share one. */
import type { GpuBindGroupLayout, GpuComputePipeline, GpuDevice } from "./api.js";
import { GpuFailure } from "./failure.js";

export interface Compiled {
  readonly pipeline: GpuComputePipeline;
  readonly layout: GpuBindGroupLayout;
}

export class Pipelines {
  private readonly compiled = new Map<string, Promise<Compiled>>();

  constructor(private readonly device: GpuDevice) {}

  get count(): number {
    return this.compiled.size;
  }

  /** `node` is named where the shader does not compile. */
  get(wgsl: string, node: string): Promise<Compiled> {
    const found = this.compiled.get(wgsl);
    if (found !== undefined) return found;
    const compiling = this.compile(wgsl, node);
    this.compiled.set(wgsl, compiling);
    return compiling;
  }

  private async compile(wgsl: string, node: string): Promise<Compiled> {
    const module = this.device.createShaderModule({ code: wgsl, label: node });
    try {
      const compute = { module, entryPoint: "main" };
      const pipeline = await this.device.createComputePipelineAsync({ layout: "auto", label: node, compute });
      return { pipeline, layout: pipeline.getBindGroupLayout(0) };
    } catch (error) {
      const { messages } = await module.getCompilationInfo();
      const lines = messages.map(({ lineNum, linePos, message }) => `line ${lineNum}:${linePos}: ${message}`);
      const detail = lines.join("; ") || (error instanceof Error ? error.message : String(error));
      throw new GpuFailure("shader", node, `its shader does not compile: ${detail}`);
    }
  }
}
