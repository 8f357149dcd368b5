/** A plan (or one of its steps) made ready on a device: weights uploaded, shaders compiled, buffers bound; then it runs. */
import { elementCount } from "../../ops/index-map.js";
import type { BindingSource, Pass } from "../../ops/wgsl/kernel.js";
import type { RunTensor } from "../../tensor/index.js";
import type { Tensors } from "../executor.js";
import type { Plan, Step } from "../plan.js";
import type { OpenDevice } from "./adapter.js";
import { type GpuBindGroup, type GpuBuffer, type GpuComputePass, type GpuComputePipeline, mapModeRead } from "./api.js";
import { fromGpu, toGpu } from "./elements.js";
import { GpuFailure } from "./failure.js";
import { Memory } from "./memory.js";
import type { Pipelines } from "./pipelines.js";
import { assignSlots } from "./slots.js";
import { type MakeStepKernel, planValue, rootOf, type StepKernel } from "./step-kernel.js";

/** Steps to run, from which values to which. */
export interface Scope {
  readonly plan: Plan;
  readonly steps: readonly Step[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Elements of a weight or constant. */
  tensorOf(name: string): RunTensor;
  readonly makeKernel: MakeStepKernel;
  /** Runs a step that has no kernel. */
  fallBack(step: Step, values: Tensors): Promise<Tensors>;
}

/** What a step became. */
type Unit =
  | { readonly kind: "gpu"; readonly step: Step; readonly dispatches: readonly Dispatch[] }
  | { readonly kind: "host"; readonly step: Step };

interface Dispatch {
  readonly pipeline: GpuComputePipeline;
  readonly group: GpuBindGroup;
  readonly workgroups: Pass["workgroups"];
}

/** WebGPU's greatest alignment of a uniform binding's offset. */
const uniformAlignment = 256;

const bytesOf = (shape: readonly number[]): number => 4 * elementCount(shape);

export class Session {
  private readonly memory: Memory;
  private units: readonly Unit[] = [];
  private readonly slots: ReadonlyMap<string, GpuBuffer>;
  private readonly constants = new Map<string, GpuBuffer>();
  private readonly readback: GpuBuffer;

  private constructor(
    private readonly opened: OpenDevice,
    private readonly scope: Scope,
    isHost: (step: Step) => boolean,
  ) {
    this.memory = new Memory(opened.device);
    this.slots = this.makeSlots();
    const read = new Set([...scope.outputs, ...scope.steps.filter(isHost).flatMap(({ inputs }) => inputs)]);
    const total = [...read].reduce((sum, name) => sum + bytesOf(planValue(scope.plan, name).shape), 0);
    this.readback = this.memory.readback(total);
  }

  /** Makes everything ready. Throws {@link GpuFailure}. */
  static async open(opened: OpenDevice, pipelines: Pipelines, scope: Scope): Promise<Session> {
    const { device, mostBindingBytes } = opened;
    const kernels = new Map<Step, StepKernel>();
    for (const step of scope.steps) {
      if (step.kind === "view") continue;
      const made = scope.makeKernel(scope.plan, step, mostBindingBytes);
      if (!("absent" in made)) kernels.set(step, made);
    }
    device.pushErrorScope("validation");
    device.pushErrorScope("out-of-memory");
    let session: Session | undefined;
    let failure: unknown;
    try {
      session = new Session(opened, scope, (step) => step.kind !== "view" && !kernels.has(step));
      await session.build(kernels, pipelines);
    } catch (error) {
      failure = error;
    }
    const found = await popScopes(opened, "while it was made ready");
    if (failure === undefined && found === undefined && session !== undefined) return session;
    session?.release();
    throw failure instanceof GpuFailure ? failure : (found ?? failure);
  }

  /** Bytes that it holds on the device. */
  get bytes(): number {
    return this.memory.bytes;
  }

  private makeSlots(): ReadonlyMap<string, GpuBuffer> {
    const { plan, steps, inputs, outputs } = this.scope;
    const names = new Set([...inputs, ...outputs, ...steps.flatMap((step) => [...step.inputs, ...step.outputs])]);
    const roots = new Set([...names].filter((name) => name !== "").map((name) => rootOf(plan, name)));
    const lifetimes = [...roots].flatMap(({ name, shape, place, from, to }) =>
      place.kind === "arena" ? [{ name, bytes: bytesOf(shape), from, to }] : [],
    );
    const { slotOf, sizes } = assignSlots(lifetimes);
    const buffers = sizes.map((bytes, i) => this.memory.storage(bytes, `slot ${i}`));
    return new Map([...slotOf].map(([name, slot]) => [name, buffers[slot] as GpuBuffer]));
  }

  /** The buffer of a value; a constant is uploaded when the first pass reads it. */
  private bufferOf(name: string): GpuBuffer {
    const root = rootOf(this.scope.plan, name);
    const slot = this.slots.get(root.name);
    if (slot !== undefined) return slot;
    const uploaded = this.constants.get(root.name);
    if (uploaded !== undefined) return uploaded;
    const buffer = this.memory.filled(toGpu(this.scope.tensorOf(root.name)), "storage", root.name);
    this.constants.set(root.name, buffer);
    return buffer;
  }

  private async build(kernels: ReadonlyMap<Step, StepKernel>, pipelines: Pipelines): Promise<void> {
    const passes = [...kernels].flatMap(([step, { kernel }]) => kernel.passes.map((pass) => ({ step, pass })));
    // All shaders compile side by side while the weights are packed.
    const compiling = Promise.all(passes.map(({ step, pass }) => pipelines.get(pass.wgsl, step.name)));
    compiling.catch(() => undefined);
    const uniforms = this.uploadUniforms(passes.map(({ pass }) => pass));
    const scratch = this.makeScratch([...kernels.values()]);
    const buffers = [...kernels].flatMap(([step, made]) => this.bindStep(step, made, scratch));
    const compiled = await compiling;
    const dispatches = passes.map(({ step, pass }, i) => {
      const bound = buffers[i] ?? [];
      const found = compiled[i];
      if (found === undefined) throw new Error("a pass without a pipeline");
      const entries = [
        ...bound.map((buffer, binding) => ({ binding, resource: { buffer } })),
        { binding: bound.length, resource: uniforms[i] as { buffer: GpuBuffer; offset: number; size: number } },
      ];
      const group = this.opened.device.createBindGroup({ layout: found.layout, entries, label: step.name });
      return { step, dispatch: { pipeline: found.pipeline, group, workgroups: pass.workgroups } };
    });
    this.units = this.scope.steps.flatMap((step): readonly Unit[] => {
      if (step.kind === "view") return [];
      if (!kernels.has(step)) return [{ kind: "host", step }];
      const own = dispatches.filter((entry) => entry.step === step).map(({ dispatch }) => dispatch);
      return [{ kind: "gpu", step, dispatches: own }];
    });
  }

  private uploadUniforms(passes: readonly Pass[]): readonly { buffer: GpuBuffer; offset: number; size: number }[] {
    const words = uniformAlignment / 4;
    const places: { offset: number; size: number }[] = [];
    let end = 0;
    for (const { uniforms } of passes) {
      // A uniform struct is a multiple of 16 bytes for its binding.
      const size = Math.ceil(uniforms.length / 4) * 16;
      places.push({ offset: end * 4, size });
      end += Math.ceil(size / 4 / words) * words;
    }
    const data = new Uint32Array(end);
    passes.forEach(({ uniforms }, i) => {
      data.set(uniforms, (places[i]?.offset ?? 0) / 4);
    });
    const buffer = this.memory.filled(data, "uniform", "sizes");
    return places.map((place) => ({ buffer, ...place }));
  }

  /** Scratch buffers serve one kernel after another. */
  private makeScratch(kernels: readonly StepKernel[]): readonly GpuBuffer[] {
    const sizes: number[] = [];
    for (const { kernel } of kernels) {
      kernel.scratch.forEach((elements, i) => {
        sizes[i] = Math.max(sizes[i] ?? 0, elements);
      });
    }
    return sizes.map((elements, i) => this.memory.storage(4 * elements, `scratch ${i}`));
  }

  /** The buffers of each pass of a step, by binding. Fails where one is greater than a binding may be. */
  private bindStep(step: Step, { kernel, inputs, outputs }: StepKernel, scratch: readonly GpuBuffer[]): GpuBuffer[][] {
    const packed = kernel.packings.map(({ inputs: indices, pack }) => {
      const data = indices.map((index) => this.scope.tensorOf(rootOf(this.scope.plan, inputs[index] ?? "").name).data);
      return this.memory.filled(pack(data as Float32Array[]), "storage", `${step.name} packed`);
    });
    const resolve = (source: BindingSource): GpuBuffer => {
      if ("input" in source) return this.bufferOf(inputs[source.input] ?? "");
      if ("output" in source) return this.bufferOf(outputs[source.output] ?? "");
      if ("table" in source) return this.memory.filled(source.table, "storage", `${step.name} table`);
      const found = "scratch" in source ? scratch[source.scratch] : packed[source.packing];
      if (found === undefined) throw new Error(`${step.name}: a binding without a buffer`);
      return found;
    };
    const { maxStorageBufferBindingSize: most = 2 ** 27 } = this.opened.device.limits;
    return kernel.passes.map(({ bindings }) =>
      bindings.map((source) => {
        const buffer = resolve(source);
        if (buffer.size <= most) return buffer;
        const detail = `a tensor of ${buffer.size} bytes exceeds the ${most} bytes that this adapter binds`;
        throw new GpuFailure("limit", step.name, detail, "use a smaller batch or input, or --device reference");
      }),
    );
  }

  /** Runs all steps and gives the scope's outputs by name. */
  async run(inputs: Tensors): Promise<Tensors> {
    const { device } = this.opened;
    const host = new Map<string, RunTensor>();
    device.pushErrorScope("validation");
    device.pushErrorScope("out-of-memory");
    let failure: unknown;
    let result: Tensors | undefined;
    try {
      for (const name of this.scope.inputs) {
        const tensor = inputs.get(name);
        if (tensor === undefined) throw new Error(`the input ${name} is missing`);
        host.set(name, tensor);
        this.write(name, tensor);
      }
      result = await this.execute(host);
    } catch (error) {
      failure = error;
    }
    const found = await popScopes(this.opened, "while it ran");
    if (found !== undefined) throw found;
    if (result === undefined) throw failure;
    return result;
  }

  private write(name: string, tensor: RunTensor): void {
    const buffer = this.slots.get(rootOf(this.scope.plan, name).name);
    if (buffer !== undefined && tensor.data.length > 0) this.opened.device.queue.writeBuffer(buffer, 0, toGpu(tensor));
  }

  /** One encoder and one readback, but for steps that the host has to run in between. */
  private async execute(host: Map<string, RunTensor>): Promise<Tensors> {
    const { device } = this.opened;
    const { plan, outputs, fallBack } = this.scope;
    let encoder = device.createCommandEncoder({ label: plan.name });
    let pass: GpuComputePass | undefined;
    for (const unit of this.units) {
      if (unit.kind === "gpu") {
        pass ??= encoder.beginComputePass({ label: plan.name });
        for (const { pipeline, group, workgroups } of unit.dispatches) {
          pass.setPipeline(pipeline);
          pass.setBindGroup(0, group);
          pass.dispatchWorkgroups(...workgroups);
        }
        continue;
      }
      pass?.end();
      pass = undefined;
      const values = await this.read(encoder, [...new Set(unit.step.inputs)], host);
      for (const [name, tensor] of await fallBack(unit.step, values)) this.write(name, tensor);
      encoder = device.createCommandEncoder({ label: plan.name });
    }
    pass?.end();
    return this.read(encoder, outputs, host);
  }

  /** Submits what is encoded and reads values back; constants and inputs need no way back. */
  private async read(
    encoder: ReturnType<OpenDevice["device"]["createCommandEncoder"]>,
    names: readonly string[],
    host: ReadonlyMap<string, RunTensor>,
  ): Promise<Tensors> {
    const { device } = this.opened;
    const { plan } = this.scope;
    const result = new Map<string, RunTensor>();
    const copies: { name: string; offset: number; bytes: number }[] = [];
    let end = 0;
    for (const name of new Set(names)) {
      const { dtype, shape } = planValue(plan, name);
      const root = rootOf(plan, name);
      const known = root.place.kind === "arena" ? host.get(root.name) : this.scope.tensorOf(root.name);
      if (known !== undefined) {
        result.set(name, { dtype, shape, data: known.data });
        continue;
      }
      const bytes = bytesOf(shape);
      if (bytes > 0) encoder.copyBufferToBuffer(this.bufferOf(name), 0, this.readback, end, bytes);
      copies.push({ name, offset: end, bytes });
      end += bytes;
    }
    device.queue.submit([encoder.finish()]);
    if (end === 0) await device.queue.onSubmittedWorkDone();
    else await this.readback.mapAsync(mapModeRead, 0, end);
    const mapped = end === 0 ? new ArrayBuffer(0) : this.readback.getMappedRange(0, end);
    for (const { name, offset, bytes } of copies) {
      const { dtype, shape } = planValue(plan, name);
      result.set(name, fromGpu(mapped.slice(offset, offset + bytes), { dtype, shape }));
    }
    if (end > 0) this.readback.unmap();
    return result;
  }

  release(): void {
    this.memory.release();
  }
}

/** Takes both error scopes down; gives the failure that they caught. */
async function popScopes({ device }: OpenDevice, when: string): Promise<GpuFailure | undefined> {
  const memory = await device.popErrorScope();
  const validation = await device.popErrorScope();
  if (memory !== null) {
    const hint = "use a smaller batch or input, or --device reference";
    return new GpuFailure("memory", undefined, `the device ran out of memory ${when}: ${memory.message}`, hint);
  }
  if (validation === null) return undefined;
  return new GpuFailure("validation", undefined, `WebGPU refused a command ${when}: ${validation.message}`);
}
