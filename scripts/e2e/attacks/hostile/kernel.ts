/** Raw system calls for a program that attacks: past every wrapper that a library puts around. */
import { dlopen, ptr, read } from "bun:ffi";

const { symbols } = dlopen(`libc.so.6`, {
  syscall: { args: ["i64", "i64", "i64", "i64", "i64", "i64", "i64"], returns: "i64" },
  __errno_location: { args: [], returns: "ptr" },
});

const isX64 = process.arch === "x64";

/** x64, then arm64. */
// prettier-ignore
const numbers = {
  ptrace: [101, 117], process_vm_readv: [310, 270], pidfd_open: [434, 434],
  pidfd_getfd: [438, 438], pidfd_send_signal: [424, 424], tgkill: [234, 131],
  prlimit64: [302, 261], sched_setaffinity: [203, 122], setpriority: [141, 140],
  unshare: [272, 97], mount: [165, 40], chroot: [161, 51], userfaultfd: [323, 282],
  io_uring_setup: [425, 425], bpf: [321, 280], perf_event_open: [298, 241],
  keyctl: [250, 219], add_key: [248, 217], shmget: [29, 194], mq_open: [240, 180],
  setuid: [105, 146], socket: [41, 198], connect: [42, 203], sendto: [44, 206], bind: [49, 200],
  fchmodat: [268, 53], fchownat: [260, 54], setxattr: [188, 5], linkat: [265, 37],
  inotify_init1: [294, 26], inotify_add_watch: [254, 27], prctl: [157, 167], close: [3, 57],
  mmap: [9, 222], open_by_handle_at: [304, 265], setns: [308, 268], clone3: [435, 435],
} as const;

export type Call = keyof typeof numbers;

const names: Readonly<Record<number, string>> = {
  1: "EPERM",
  2: "ENOENT",
  3: "ESRCH",
  13: "EACCES",
  22: "EINVAL",
  38: "ENOSYS",
  93: "EPROTONOSUPPORT",
  97: "EAFNOSUPPORT",
  98: "EADDRINUSE",
  111: "ECONNREFUSED",
};

/** Throws an error whose code is the errno's name. */
export function call(name: Call, ...args: readonly number[]): number {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args;
  const number = numbers[name][isX64 ? 0 : 1];
  const result = Number(symbols.syscall(number, a, b, c, d, e, f));
  if (result >= 0) return result;
  const at = symbols.__errno_location();
  const errno = at === null ? 0 : read.i32(at);
  throw Object.assign(new Error(name), { code: names[errno] ?? `errno ${String(errno)}` });
}

/** What was handed to the kernel by address, kept from the collector. */
const kept: unknown[] = [];

export function address(bytes: Uint8Array | BigUint64Array): number {
  kept.push(bytes);
  return Number(ptr(bytes));
}

export function text(value: string): number {
  return address(Buffer.from(`${value}\0`));
}

export function zeros(length: number): number {
  return address(new Uint8Array(length));
}
