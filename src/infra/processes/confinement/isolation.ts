import { AppError } from "#shared/errors.ts";
import { hasCallFilter } from "./apply-filter.ts";
import { canGiveAccounts } from "./become-account.ts";
import { abiWithTruncate, landlockAbi } from "./landlock.ts";
import { type IsolationLevel, isolationLevels } from "./levels.ts";
import { openLibc } from "./libc.ts";

/** What this machine puts in force for every child. */
export interface Isolation {
  readonly level: IsolationLevel;
  /** 0 when the kernel has no Landlock. */
  readonly landlockAbi: number;
  readonly filtersCalls: boolean;
  /** Each child runs as an account of its own. */
  readonly ownAccounts: boolean;
  /** For people: `landlock abi 7, no_new_privs, process group, rlimits`. */
  readonly summary: string;
  /** What does not hold here, one sentence each. */
  readonly limits: readonly string[];
}

/** What the kernel and the account of this process offer, as they were asked. */
export interface IsolationFacts {
  readonly landlockAbi: number;
  readonly filtersCalls: boolean;
  readonly ownAccounts: boolean;
  readonly isRoot: boolean;
}

export function detectIsolation(): Isolation {
  const libc = openLibc();
  if (libc === null) return noIsolation;
  return describeIsolation({
    landlockAbi: landlockAbi(libc),
    filtersCalls: hasCallFilter(libc),
    ownAccounts: canGiveAccounts(),
    isRoot: process.getuid?.() === 0,
  });
}

const noIsolation: Isolation = {
  level: "none",
  landlockAbi: 0,
  filtersCalls: false,
  ownAccounts: false,
  summary: "none",
  limits: ["Children share everything that this account may touch."],
};

/** The Landlock versions that brought what is told apart here (landlock(7)). */
const abiWithPorts = 4;
const abiWithSignals = 6;

export function describeIsolation(facts: IsolationFacts): Isolation {
  const { landlockAbi: abi, filtersCalls, ownAccounts } = facts;
  const parts = [
    ...(abi > 0 ? [`landlock abi ${abi}`] : []),
    ...(filtersCalls ? ["system call filter"] : []),
    ...(ownAccounts ? ["own account"] : []),
    "no_new_privs, process group, rlimits",
  ];
  return {
    level: levelOf(facts),
    landlockAbi: abi,
    filtersCalls,
    ownAccounts,
    summary: parts.join(", "),
    limits: describeLimits(facts),
  };
}

function levelOf({ landlockAbi: abi, filtersCalls }: IsolationFacts): IsolationLevel {
  if (abi === 0) return "process";
  return abi >= abiWithSignals && filtersCalls ? "full" : "landlock";
}

function describeLimits(facts: IsolationFacts): string[] {
  const { landlockAbi: abi, filtersCalls, ownAccounts, isRoot } = facts;
  const limits: string[] = [];
  if (abi === 0) limits.push("Files, other processes and the network are not confined.");
  else {
    limits.push(
      "Ports are confined, hosts are not; who may connect to a port may also use UDP.",
      "Command lines of other processes, names and sizes of files can be read.",
    );
    if (abi < abiWithTruncate && !filtersCalls)
      limits.push("Files can be emptied before Landlock ABI 3.");
    if (abi < abiWithPorts) limits.push("TCP is not confined before Landlock ABI 4.");
    if (abi < abiWithSignals && !ownAccounts) {
      limits.push("Signals are not confined before Landlock ABI 6.");
    }
  }
  if (!filtersCalls) {
    limits.push(
      "System calls are not filtered: path sockets, UDP, MPTCP, file modes, priorities and limits " +
        "of other processes are open.",
    );
  }
  if (isRoot && !ownAccounts) {
    limits.push("Children run as root without capabilities; the kernel counts no processes of it.");
  }
  if (!ownAccounts) limits.push("All tool servers run as the account of the server.");
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
