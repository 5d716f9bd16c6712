import { isAppError } from "#shared/errors.ts";
import { becomeAccount, fileAccessCapability } from "./confinement/become-account.ts";
import { applyCallFilter } from "./confinement/apply-filter.ts";
import { countTasks } from "./confinement/count-tasks.ts";
import { applyLandlock } from "./confinement/landlock.ts";
import { launchFailedExit, type LaunchSpec, readLaunchSpec } from "./confinement/launch-spec.ts";
import { type Libc, requireLibc, systemCall } from "./confinement/libc.ts";
import { memoryStage, posixShell } from "./confinement/memory-stage.ts";
import { applyResourceLimits, limitMemory } from "./confinement/resource-limits.ts";

const cannotExecuteExit = 126;
const notFoundExit = 127;

const setParentDeathSignal = 1; // PR_SET_PDEATHSIG
const setChildSubreaper = 36; // PR_SET_CHILD_SUBREAPER
const noNewPrivileges = 38; // PR_SET_NO_NEW_PRIVS
const dropBoundingCapability = 24; // PR_CAPBSET_DROP
const capabilityMax = 63;
const killSignal = 9;
const notFoundErrno = 2;
const closeOnExecFlag = 4; // CLOSE_RANGE_CLOEXEC
/** The runtime ignores these two, and what is ignored stays ignored after execve. */
const ignoredSignals = { brokenPipe: 13, fileSizeExceeded: 25 };

/**
 * The hidden verb `launch`: reads a launch specification from standard input, gives up every power
 * that the target does not need, and becomes the target. Landlock and no_new_privs are per thread;
 * execve keeps those of the calling thread and ends all others.
 */
export async function runLauncher(
  _words: readonly string[] = [],
  shell = posixShell,
): Promise<number> {
  try {
    return become(readLaunchSpec(0), shell);
  } catch (error) {
    // The cause goes to the child's own log only.
    const cause = isAppError(error) && typeof error.cause === "string" ? ` (${error.cause})` : "";
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`launcher: ${message}${cause}\n`);
    return launchFailedExit;
  }
}

function become(spec: LaunchSpec, shell: string): number {
  const libc = requireLibc();
  const stage = memoryStage(spec);
  // Fails when the spawner made this the leader of its own session already.
  libc.setsid();
  libc.resetSignal(ignoredSignals.brokenPipe);
  libc.resetSignal(ignoredSignals.fileSizeExceeded);
  must(
    libc,
    libc.syscall(systemCall.closeRange, 3, 0x7fff_ffff, closeOnExecFlag, 0),
    "close_range",
  );
  const tasksRunning = countTasks(spec.user?.uid ?? process.getuid?.() ?? 0);
  dropCapabilities(libc, spec.user === null ? null : fileAccessCapability);
  if (spec.user !== null) becomeAccount(libc, spec.user);
  must(libc, libc.chdir(spec.cwd), `chdir ${spec.cwd}`);
  must(libc, libc.prctl(noNewPrivileges, 1), "no_new_privs");
  // After setuid, which clears it. The check closes the gap in which the parent died before.
  must(libc, libc.prctl(setParentDeathSignal, killSignal), "parent death signal");
  if (libc.getppid() !== spec.parentPid) throw new Error("the parent is gone");
  // Survives execve: what the target orphans stays below it, and its end takes that along.
  must(libc, libc.prctl(setChildSubreaper, 1), "subreaper");
  if (spec.sandbox !== null) applyLandlock(libc, spec.sandbox);
  const env = Object.entries(spec.env).map(([name, value]) => `${name}=${value}`);
  const execute = libc.prepareExecve(spec.file, spec.argv, env);
  applyResourceLimits(libc, spec.limits, tasksRunning);
  if (spec.filter !== null) applyCallFilter(libc, spec.filter);
  if (stage !== null) libc.prepareExecve(shell, stage, env)();
  // Here without a shell. The limit is in force all the same; should a thread of this runtime ask
  // for memory meanwhile, the start fails.
  limitMemory(libc, spec.limits.memoryBytesMax);
  execute();
  const errno = libc.errno();
  process.stderr.write(`launcher: ${spec.file} cannot be executed (errno ${errno})\n`);
  return errno === notFoundErrno ? notFoundExit : cannotExecuteExit;
}

/**
 * Root without capabilities: still the owner of root's files, no longer above every other check.
 * Emptying the bounding set is enough, execve computes the rest from it (capabilities(7)).
 */
function dropCapabilities(libc: Libc, kept: number | null): void {
  for (let capability = 0; capability <= capabilityMax; capability++) {
    // Numbers above the kernel's last one are refused; then there is nothing to drop.
    if (capability !== kept) libc.prctl(dropBoundingCapability, capability);
  }
}

function must(libc: Libc, result: number, what: string): void {
  if (result < 0) throw new Error(`${what} failed with errno ${libc.errno()}`);
}
