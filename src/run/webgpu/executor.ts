/** The WebGPU executor: opens a device when it is first needed, again after it was lost, and keeps plans ready on it. */
import type { RunTensor } from "../../tensor/index.js";
import type { Executor, Tensors, WeightSource } from "../executor.js";
import type { Plan, Step } from "../plan.js";
import type { OpenDevice } from "./adapter.js";
import { GpuFailure } from "./failure.js";
import { Pipelines } from "./pipelines.js";
import { type Scope, Session } from "./session.js";
import { type MakeStepKernel, makeStepKernel, rootOf } from "./step-kernel.js";

/** A step that runs on the host, and why. */
export interface HostStep {
  readonly node: string;
  readonly reason: string;
}

/** The steps of a plan that WebGPU has no kernel for. */
export function hostSteps(plan: Plan, mostBindingBytes = 2 ** 27): readonly HostStep[] {
  return plan.steps.flatMap((step) => {
    if (step.kind === "view") return [];
    const made = makeStepKernel(plan, step, mostBindingBytes);
    return "absent" in made ? [{ node: step.name, reason: made.absent }] : [];
  });
}

/** A device with what is ready on it. */
interface Opened {
  readonly device: OpenDevice;
  readonly pipelines: Pipelines;
  readonly sessions: Map<Plan, Promise<Session>>;
  lost: GpuFailure | undefined;
}

export class WebGpuExecutor implements Executor {
  private opened: Opened | undefined;
  private disposed = false;
  /** Runs wait for each other, because they share buffers. */
  private queue: Promise<unknown> = Promise.resolve();

  /**
   * @param open Opens a device, such as `openNodeDevice`; called again after a loss.
   * @param fallback Runs single steps without a WGSL kernel.
   * @param makeKernel Gives the kernel of a step; tests plant faults in it.
   * @param patienceMs How long one run may take; the device of a run that hangs is let go.
   */
  constructor(
    private readonly open: () => Promise<OpenDevice>,
    private readonly fallback: Pick<Executor, "runStep">,
    private readonly makeKernel: MakeStepKernel = makeStepKernel,
    private readonly patienceMs = 600_000,
  ) {}

  /** The adapter's name once a device is open. */
  get device(): string {
    return this.opened?.device.name ?? "webgpu";
  }

  /** Bytes of the plans that are ready. */
  async heldBytes(): Promise<number> {
    const sessions = await Promise.all(this.opened?.sessions.values() ?? []);
    return sessions.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  run(plan: Plan, inputs: Tensors, weightOf: WeightSource): Promise<Tensors> {
    return this.alone(async (opened) => {
      const session = await this.sessionOf(opened, plan, weightOf);
      return session.run(inputs);
    });
  }

  runStep(plan: Plan, step: Step, values: Tensors): Promise<Tensors> {
    if (step.kind === "view") return this.fallback.runStep(plan, step, values);
    return this.alone(async (opened) => {
      const inputs = step.inputs.filter((name) => rootOf(plan, name).place.kind === "arena");
      const session = await Session.open(opened.device, opened.pipelines, {
        plan: singleStep(plan, step, inputs),
        steps: [step],
        inputs,
        outputs: step.outputs.filter((name) => name !== ""),
        tensorOf: (name) => values.get(name) ?? constantOf(plan, name),
        makeKernel: this.makeKernel,
        fallBack: (host, given) => this.fallback.runStep(plan, host, given),
      });
      try {
        return await session.run(values);
      } finally {
        session.release();
      }
    }).catch((error) => {
      // One step alone ran, so whatever went wrong is about its node.
      throw error instanceof GpuFailure ? error.at(step.name) : error;
    });
  }

  dispose(): void {
    this.disposed = true;
    const { opened } = this;
    this.opened = undefined;
    for (const session of opened?.sessions.values() ?? []) {
      session.then(
        (ready) => ready.release(),
        () => undefined,
      );
    }
    opened?.device.release();
  }

  /** Runs one thing at a time; a lost device ends it with the reason of the loss, and the next run opens another. */
  private alone<T>(use: (opened: Opened) => Promise<T>): Promise<T> {
    const result = this.queue.then(async () => {
      if (this.disposed) throw new Error("the executor was disposed of");
      const opened = await this.openedDevice();
      try {
        const value = await this.watched(opened, use(opened));
        if (opened.lost !== undefined) throw opened.lost;
        return value;
      } catch (error) {
        const lost = await lossOf(opened);
        if (lost === undefined) throw error;
        this.opened = undefined;
        throw lost;
      }
    });
    this.queue = result.catch(() => undefined);
    return result;
  }

  /** The watchdog: gives up on what takes too long, and on its device. */
  private async watched<T>(opened: Opened, running: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const expired = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const detail = `the device did not answer within ${this.patienceMs / 1000} s`;
        opened.lost = new GpuFailure("hung", undefined, detail, "use a smaller batch or input, or --device reference");
        reject(opened.lost);
        opened.device.release();
      }, this.patienceMs);
    });
    try {
      return await Promise.race([running, expired]);
    } finally {
      clearTimeout(timer);
      running.catch(() => undefined);
    }
  }

  private async openedDevice(): Promise<Opened> {
    if (this.opened !== undefined && this.opened.lost === undefined) return this.opened;
    const device = await this.open();
    const opened: Opened = { device, pipelines: new Pipelines(device.device), sessions: new Map(), lost: undefined };
    device.device.lost.then(({ reason, message }) => {
      opened.lost ??= new GpuFailure(
        "device-lost",
        undefined,
        `the device was lost (${reason}): ${message}`,
        "run again",
      );
    });
    this.opened = opened;
    return opened;
  }

  private sessionOf(opened: Opened, plan: Plan, weightOf: WeightSource): Promise<Session> {
    const ready = opened.sessions.get(plan);
    if (ready !== undefined) return ready;
    const { tensorOf, forget } = weightReader(plan, weightOf);
    const scope: Scope = {
      plan,
      steps: plan.steps,
      inputs: plan.inputs,
      outputs: [...new Set(plan.outputs.map(({ value }) => value))],
      tensorOf,
      makeKernel: this.makeKernel,
      fallBack: (step, values) => this.fallback.runStep(plan, step, values),
    };
    const opening = Session.open(opened.device, opened.pipelines, scope);
    opened.sessions.set(plan, opening);
    opening.then(forget, () => opened.sessions.delete(plan));
    return opening;
  }
}

/** The news of a loss may arrive a little after the failure that it causes. */
async function lossOf(opened: Opened): Promise<GpuFailure | undefined> {
  const soon = new Promise((resolve) => setTimeout(resolve, 50));
  await Promise.race([opened.device.device.lost, soon]);
  return opened.lost;
}

function constantOf(plan: Plan, name: string): RunTensor {
  const constant = plan.constants.get(name);
  if (constant === undefined) throw new Error(`the elements of ${name} are missing`);
  return constant;
}

/** Reads weights, each drawn once while a session is made ready; constants come with the plan. */
function weightReader(plan: Plan, weightOf: WeightSource): { tensorOf(name: string): RunTensor; forget(): void } {
  const drawn = new Map<string, RunTensor>();
  return {
    tensorOf(name) {
      const weight = plan.weights.get(name);
      if (weight === undefined) return constantOf(plan, name);
      const tensor = drawn.get(name) ?? weightOf(weight);
      drawn.set(name, tensor);
      return tensor;
    },
    forget: () => drawn.clear(),
  };
}

/** The plan as a step alone sees it: its inputs, which may be views, have bytes of their own. */
function singleStep(plan: Plan, step: Step, inputs: readonly string[]): Plan {
  const values = new Map(plan.values);
  for (const name of [...inputs, ...step.outputs]) {
    const value = values.get(name);
    if (value === undefined) continue;
    const isInput = inputs.includes(name);
    const place = { kind: "arena", offset: 0, bytes: 4 * value.shape.reduce((n, size) => n * size, 1) } as const;
    values.set(name, { ...value, place, from: isInput ? -1 : 0, to: 1 });
  }
  return { ...plan, values };
}
