/** Buffers of one session, so that all of them are given back together. */
import { bufferUsage, type GpuBuffer, type GpuDevice } from "./api.js";

const { storage, uniform, copySource, copyTarget, mapRead } = bufferUsage;

export class Memory {
  private readonly buffers: GpuBuffer[] = [];

  constructor(private readonly device: GpuDevice) {}

  /** Bytes that are held. */
  get bytes(): number {
    return this.buffers.reduce((sum, { size }) => sum + size, 0);
  }

  /** A buffer that kernels read and write. A binding needs four bytes at least. */
  storage(bytes: number, label: string): GpuBuffer {
    return this.keep(
      this.device.createBuffer({ size: Math.max(bytes, 4), usage: storage | copySource | copyTarget, label }),
    );
  }

  /** A buffer that holds these elements from the start. */
  filled(data: Float32Array | Int32Array | Uint32Array, usage: "storage" | "uniform", label: string): GpuBuffer {
    const flag = usage === "uniform" ? uniform : storage | copySource;
    const size = Math.max(data.byteLength, 4);
    const buffer = this.device.createBuffer({ size, usage: flag | copyTarget, label, mappedAtCreation: true });
    const words = new Uint32Array(data.buffer, data.byteOffset, data.length);
    new Uint32Array(buffer.getMappedRange()).set(words);
    buffer.unmap();
    return this.keep(buffer);
  }

  /** A buffer from which the host reads. */
  readback(bytes: number): GpuBuffer {
    return this.keep(
      this.device.createBuffer({ size: Math.max(bytes, 4), usage: mapRead | copyTarget, label: "readback" }),
    );
  }

  private keep(buffer: GpuBuffer): GpuBuffer {
    this.buffers.push(buffer);
    return buffer;
  }

  release(): void {
    for (const buffer of this.buffers) buffer.destroy();
    this.buffers.length = 0;
  }
}
