/**
 * Becomes a program for which the kernel has no Landlock, or no filters of system calls either: what
 * asks for them gets the answer of a kernel that was built without. Words: `landlock` or `both`, then
 * the program and its arguments.
 */
import { installProgram } from "#infra/processes/confinement/apply-filter.ts";
import {
  allowAnswer,
  errno,
  errorAnswer,
  type Instruction,
  instructionCodes,
} from "#infra/processes/confinement/filter-program.ts";
import { callNumber, requireLibc, systemCall } from "#infra/processes/confinement/libc.ts";

const noNewPrivileges = 38; // PR_SET_NO_NEW_PRIVS
const notFoundExit = 127;

const [missing, file = "", ...args] = process.argv.slice(2);
const absent: number[] = [
  systemCall.landlockCreateRuleset,
  ...(missing === "both" ? [callNumber("seccomp") ?? 0] : []),
];

const step = (code: number, value: number, no = 0): Instruction => ({ code, yes: 0, no, value });
const program: readonly Instruction[] = [
  step(instructionCodes.load, 0),
  ...absent.flatMap((number) => [
    step(instructionCodes.isEqual, number, 1),
    step(instructionCodes.answer, errorAnswer | errno.noSuchCall),
  ]),
  step(instructionCodes.answer, allowAnswer),
];

const libc = requireLibc();
libc.prctl(noNewPrivileges, 1);
const environment = Object.entries(process.env).map(([name, value]) => `${name}=${value ?? ""}`);
const become = libc.prepareExecve(file, [file, ...args], environment);
installProgram(libc, program);
become();
process.exit(notFoundExit);
