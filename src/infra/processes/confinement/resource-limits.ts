import { AppError } from "#shared/errors.ts";
import type { Libc } from "./libc.ts";

export interface ResourceLimits {
  /** Private writable memory (RLIMIT_DATA). */
  readonly memoryBytesMax: number;
  /** Processes and threads on top of those that the account already runs (RLIMIT_NPROC). */
  readonly processesMax: number;
  readonly openFilesMax: number;
}

/**
 * 2 GiB. A JavaScript runtime starts at 128 MiB (Node 20) to 512 MiB (Bun 1.4), measured. The limit
 * is on writable data, not on address space: both runtimes reserve far more than they use.
 */
export const memoryBytesDefault = 2 * 1024 ** 3;
/** A Node or Bun process has about 12 threads, each of which counts. */
export const processesDefault = 256;
export const openFilesDefault = 1_024;

// linux/resource.h, the same on x64 and arm64.
const resource = { data: 2, core: 4, processes: 6, openFiles: 7 } as const;

/**
 * All but memory, which this runtime itself would not survive. The kernel counts processes per
 * account, not per tree, so the tree's share is added to `tasksRunning`, what the account runs
 * already.
 */
export function applyResourceLimits(
  libc: Libc,
  limits: Omit<ResourceLimits, "memoryBytesMax">,
  tasksRunning: number,
): void {
  set(libc, resource.core, 0);
  set(libc, resource.processes, tasksRunning + limits.processesMax);
  set(libc, resource.openFiles, limits.openFilesMax);
}

/** After this nothing may be allocated in this process before execve. */
export function limitMemory(libc: Libc, bytesMax: number): void {
  set(libc, resource.data, bytesMax);
}

function set(libc: Libc, kind: number, value: number): void {
  const limit = BigInt(value);
  if (libc.setrlimit(kind, new BigUint64Array([limit, limit])) === 0) return;
  throw new AppError("UNAVAILABLE", "A resource limit could not be set.", {
    cause: `setrlimit ${kind} to ${value}: errno ${libc.errno()}`,
  });
}
