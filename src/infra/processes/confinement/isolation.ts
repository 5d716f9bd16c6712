import { AppError } from "#shared/errors.ts";
import { landlockAbi } from "./landlock.ts";
import { openLibc } from "./libc.ts";

export const isolationLevels = ["none", "process", "landlock"] as const;
export type IsolationLevel = (typeof isolationLevels)[number];

/** What this machine puts in force for every child. */
export interface Isolation {
  readonly level: IsolationLevel;
  /** 0 when the kernel has no Landlock. */
  readonly landlockAbi: number;
  /** For people: `landlock abi 7, no_new_privs, process group, rlimits`. */
  readonly summary: string;
  /** What does not hold here, one sentence each. */
  readonly limits: readonly string[];
}

export function detectIsolation(): Isolation {
  const libc = openLibc();
  if (libc === null) {
    const limits = ["Children share everything that this account may touch."];
    return { level: "none", landlockAbi: 0, summary: "none", limits };
  }
  const abi = landlockAbi(libc);
  const shared = "no_new_privs, process group, rlimits";
  return {
    level: abi > 0 ? "landlock" : "process",
    landlockAbi: abi,
    summary: abi > 0 ? `landlock abi ${abi}, ${shared}` : shared,
    limits: describeLimits(abi),
  };
}

function describeLimits(abi: number): string[] {
  const limits: string[] = [];
  if (abi === 0) limits.push("Files, other processes and the network are not confined.");
  else
    limits.push(
      "Ports are confined, hosts and UDP are not.",
      "Path sockets are not confined.",
      "Command lines of other processes can be read.",
    );
  if (abi > 0 && abi < 4) limits.push("TCP is not confined before Landlock ABI 4.");
  if (abi > 0 && abi < 6) limits.push("Signals are not confined before Landlock ABI 6.");
  if (process.getuid?.() === 0) limits.push("The kernel counts no processes of root.");
  return limits;
}

export function meetsMinimum(level: IsolationLevel, minimum: IsolationLevel): boolean {
  return isolationLevels.indexOf(level) >= isolationLevels.indexOf(minimum);
}

/** Refuses to hand secrets to a child that would be less confined than the profile demands. */
export function assertSafeSpawn(
  name: string,
  holdsSecrets: boolean,
  level: IsolationLevel,
  minimum: IsolationLevel,
): void {
  if (!holdsSecrets || meetsMinimum(level, minimum)) return;
  throw new AppError(
    "CONFIG_INVALID",
    `${name} declares secrets, and isolation here is ${level}, below the minimum ${minimum}.`,
  );
}

const setDumpable = 4; // PR_SET_DUMPABLE

/**
 * Keeps processes of the same account out of this process's memory, environment and descriptors.
 * Returns whether it is in force.
 */
export function makeUndumpable(): boolean {
  return openLibc()?.prctl(setDumpable, 0) === 0;
}
