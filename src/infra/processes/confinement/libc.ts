import { dlopen, ptr, read } from "bun:ffi";
import { AppError } from "#shared/errors.ts";

/** System call numbers that are the same on every Linux architecture (5.13 and later). */
export const systemCall = {
  closeRange: 436,
  landlockCreateRuleset: 444,
  landlockAddRule: 445,
  landlockRestrictSelf: 446,
} as const;

/** The two that differ: x64, arm64. */
const architectureCalls = {
  seccomp: { x64: 317, arm64: 277 },
  capset: { x64: 126, arm64: 91 },
} as const;

/** Null on an architecture that this product is not built for. */
export function callNumber(name: keyof typeof architectureCalls): number | null {
  const { arch } = process;
  return arch === "x64" || arch === "arm64" ? architectureCalls[name][arch] : null;
}

/** The calls that the launcher and the server make; each returns -1 when it failed. */
export interface Libc {
  prctl(option: number, first: number, second?: number): number;
  /** A raw system call; -1 on failure. Pointers are passed as numbers. */
  syscall(number: number, a: number, b: number, c: number, d: number): number;
  setrlimit(resource: number, limit: BigUint64Array): number;
  setsid(): number;
  getppid(): number;
  setgroups(count: number): number;
  setgid(gid: number): number;
  setuid(uid: number): number;
  chdir(path: string): number;
  open(path: string, flags: number): number;
  close(descriptor: number): number;
  resetSignal(signal: number): number;
  /** Everything that the call needs, in memory. The call itself returns only when it failed. */
  prepareExecve(path: string, argv: readonly string[], env: readonly string[]): () => number;
  /** Takes an ended child off the process table without waiting for one that lives. */
  reap(pid: number): number;
  errno(): number;
}

/** musl and glibc name their library differently. */
export const libraryNames = [
  "libc.so.6",
  `libc.musl-${process.arch === "arm64" ? "aarch64" : "x86_64"}.so.1`,
];

// prettier-ignore
const declarations = {
  prctl:            { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" },
  syscall:          { args: ["i64", "i64", "i64", "i64", "i64"], returns: "i64" },
  setrlimit:        { args: ["i32", "ptr"], returns: "i32" },
  setsid:           { args: [], returns: "i32" },
  getppid:          { args: [], returns: "i32" },
  setgroups:        { args: ["u64", "ptr"], returns: "i32" },
  setgid:           { args: ["u32"], returns: "i32" },
  setuid:           { args: ["u32"], returns: "i32" },
  chdir:            { args: ["ptr"], returns: "i32" },
  open:             { args: ["ptr", "i32"], returns: "i32" },
  close:            { args: ["i32"], returns: "i32" },
  signal:           { args: ["i32", "ptr"], returns: "ptr" },
  waitpid:          { args: ["i32", "ptr", "i32"], returns: "i32" },
  execve:           { args: ["ptr", "ptr", "ptr"], returns: "i32" },
  __errno_location: { args: [], returns: "ptr" },
} as const;

type Symbols = ReturnType<typeof dlopen<typeof declarations>>["symbols"];

let opened: Libc | null | undefined;

/** The C library of this system, or null where there is none that we know (macOS, Windows). */
export function openLibc(): Libc | null {
  if (opened === undefined) {
    const symbols = process.platform === "linux" ? loadSymbols() : null;
    opened = symbols === null ? null : wrap(symbols);
  }
  return opened;
}

export function requireLibc(): Libc {
  const libc = openLibc();
  if (libc === null) throw new AppError("UNAVAILABLE", "This system has no C library to call.");
  return libc;
}

function loadSymbols(): Symbols | null {
  for (const name of libraryNames) {
    try {
      return dlopen(name, declarations).symbols;
    } catch (error) {
      // The next name may exist; none at all means that isolation is reported as "none".
      if (!(error instanceof Error)) throw error;
    }
  }
  return null;
}

function wrap(symbols: Symbols): Libc {
  return {
    prctl: (option, first, second = 0) => symbols.prctl(option, first, second, 0, 0),
    syscall: (number, a, b, c, d) => Number(symbols.syscall(number, a, b, c, d)),
    setrlimit: (resource, limit) => symbols.setrlimit(resource, ptr(limit)),
    setsid: () => symbols.setsid(),
    getppid: () => symbols.getppid(),
    setgroups: (count) => symbols.setgroups(count, null),
    setgid: (gid) => symbols.setgid(gid),
    setuid: (uid) => symbols.setuid(uid),
    chdir: (path) => symbols.chdir(ptr(cString(path))),
    open: (path, flags) => symbols.open(ptr(cString(path)), flags),
    close: (descriptor) => symbols.close(descriptor),
    // A null handler is SIG_DFL.
    resetSignal: (signal) => Number(symbols.signal(signal, null)),
    prepareExecve: (path, argv, env) => prepareExecve(symbols, path, argv, env),
    reap: (pid) => symbols.waitpid(pid, null, noHang),
    errno: () => readErrno(symbols),
  };
}

const noHang = 1; // WNOHANG

function readErrno(symbols: Symbols): number {
  const address = symbols.__errno_location();
  return address === null ? 0 : read.i32(address);
}

function prepareExecve(
  symbols: Symbols,
  path: string,
  argv: readonly string[],
  env: readonly string[],
): () => number {
  const program = cString(path);
  const argvStrings = argv.map(cString);
  const envStrings = env.map(cString);
  const argvTable = pointerTable(argvStrings);
  const envTable = pointerTable(envStrings);
  const addresses = [ptr(program), ptr(argvTable), ptr(envTable)] as const;
  return () => {
    const result = symbols.execve(...addresses);
    // Reached only on failure; reading what they point to keeps it alive until the call is over.
    const alive = [program, argvTable, envTable, argvStrings, envStrings];
    return alive.length > 0 ? result : -1;
  };
}

function pointerTable(strings: readonly Buffer[]): BigUint64Array {
  const table = new BigUint64Array(strings.length + 1);
  strings.forEach((string, index) => {
    table[index] = BigInt(ptr(string));
  });
  return table;
}

function cString(text: string): Buffer {
  if (text.includes("\0")) {
    throw new AppError("INVALID_INPUT", "A path, argument or variable holds a NUL character.");
  }
  return Buffer.from(`${text}\0`, "utf8");
}
