/** Types of gpu-driver.mjs for the tests' set-up. */

export interface GpuDriver {
  readonly name: string;
  /** What the adapter calls itself. */
  readonly adapter: string;
  /** Variables that a process needs from its start to use the driver. */
  readonly environment: Readonly<Record<string, string>>;
}

export function ensureGpuDriver(log?: (line: string) => void): GpuDriver | undefined;
export function probeAdapter(environment?: Readonly<Record<string, string>>): string | undefined;
