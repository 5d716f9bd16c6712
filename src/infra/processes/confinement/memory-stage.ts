import { readHead } from "../read-head.ts";
import { type LaunchSpec, launchFailedExit } from "./launch-spec.ts";

export const posixShell = "/bin/sh";

/** What shells add to the environment by themselves; bash gives a SHLVL of 0 all the same. */
const shellAdditions = "PWD OLDPWD SHLVL";
const bytesPerUnit = 1_024; // of `ulimit -d`

/**
 * The arguments of a shell that sets the limit on memory and becomes the target. This runtime holds
 * 6 GB of writable reservations, and any of its threads that asks for memory past the limit aborts
 * the process (seen), so the limit comes behind an execve. Both bounds are named: some shells lower
 * only the soft one otherwise. Null for what a shell would start otherwise than the kernel.
 */
export function memoryStage(spec: LaunchSpec): readonly string[] | null {
  if (!Object.keys(spec.env).every(passesThrough) || !isKernelProgram(spec.file)) return null;
  const units = Math.floor(spec.limits.memoryBytesMax / bytesPerUnit);
  const script = [
    `ulimit -S -d ${units} && ulimit -H -d ${units} || exit ${launchFailedExit}`,
    `unset ${shellAdditions}`,
    'exec "$@"',
  ].join("; ");
  return [posixShell, "-c", script, "launcher", ...spec.argv];
}

/** Shells pass on no other names (dash). */
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Variables to which dash, bash, BusyBox or a Korn shell gives a value of its own. */
// prettier-ignore
const shellVariables = new Set([
  "_", "IFS", "PWD", "OLDPWD", "SHLVL", "PPID", "LINENO", "OPTIND", "OPTARG", "OPTERR", "UID",
  "EUID", "GROUPS", "RANDOM", "SRANDOM", "SECONDS", "EPOCHSECONDS", "EPOCHREALTIME", "FUNCNAME",
  "DIRSTACK", "HISTCMD", "PIPESTATUS", "SHELLOPTS", "PS1", "PS2", "PS3", "PS4",
]);
const shellPrefixes = /^(BASH|COMP_|KSH_)/;

function passesThrough(name: string): boolean {
  return variableName.test(name) && !shellVariables.has(name) && !shellPrefixes.test(name);
}

const scriptMark = "#!";
const elfMark = "\u007fELF";
const elfMachineOffset = 18;
const elfHeadBytes = 20;
/** ELF's e_machine of the architectures that this product is built for. */
const elfMachines: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

/**
 * A shell runs what the kernel has no format for as a script of its own, line by line: a program of
 * another architecture too.
 */
function isKernelProgram(file: string): boolean {
  try {
    const head = readHead(file, elfHeadBytes);
    const mark = head.toString("latin1");
    if (mark.startsWith(scriptMark)) return true;
    if (!mark.startsWith(elfMark) || head.length < elfHeadBytes) return false;
    return head.readUInt16LE(elfMachineOffset) === elfMachines[process.arch];
  } catch (error) {
    // It may be executed and not read, or is gone; execve tells.
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
