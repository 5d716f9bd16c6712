import { ptr } from "bun:ffi";
import { AppError } from "#shared/errors.ts";
import {
  errorAnswer,
  type FilterArchitecture,
  type FilterPlan,
  filterProgram,
  type Instruction,
} from "./filter-program.ts";
import { callNumber, type Libc } from "./libc.ts";

const setSeccomp = 22; // PR_SET_SECCOMP
const filterMode = 2; // SECCOMP_MODE_FILTER
const getActionAvailable = 2; // SECCOMP_GET_ACTION_AVAIL
const instructionBytes = 8;
const programHeadBytes = 16; // struct sock_fprog

/** Whether this kernel filters system calls for whoever asks. */
export function hasCallFilter(libc: Libc): boolean {
  const number = callNumber("seccomp");
  if (number === null) return false;
  const action = new Uint32Array([errorAnswer]);
  return libc.syscall(number, getActionAvailable, 0, Number(ptr(action)), 0) === 0;
}

/** In force for this thread and whatever it executes, for good. Needs no_new_privs. */
export function applyCallFilter(libc: Libc, plan: FilterPlan): void {
  installProgram(libc, filterProgram(process.arch as FilterArchitecture, plan));
}

export function installProgram(libc: Libc, program: readonly Instruction[]): void {
  const code = encodeProgram(program);
  const head = new DataView(new ArrayBuffer(programHeadBytes));
  head.setUint16(0, code.length / instructionBytes, true);
  head.setBigUint64(8, BigInt(ptr(code)), true);
  if (libc.prctl(setSeccomp, filterMode, Number(ptr(head))) === 0 && code.length > 0) return;
  throw new AppError("UNAVAILABLE", "The filter of system calls could not be put in force.", {
    cause: `seccomp failed with errno ${libc.errno()}`,
  });
}

/** struct sock_filter, little-endian as both architectures are. */
function encodeProgram(program: readonly Instruction[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(program.length * instructionBytes));
  program.forEach(({ code, yes, no, value }, index) => {
    const at = index * instructionBytes;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, yes);
    view.setUint8(at + 3, no);
    view.setUint32(at + 4, value, true);
  });
  return new Uint8Array(view.buffer);
}
