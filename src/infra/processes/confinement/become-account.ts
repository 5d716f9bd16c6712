import { ptr } from "bun:ffi";
import { readFileSync } from "node:fs";
import { accountRange, type ChildAccount } from "./account.ts";
import { callNumber, type Libc } from "./libc.ts";

// linux/capability.h
const capability = { chown: 0, fileAccess: 1, kill: 5, setgid: 6, setuid: 7, setpcap: 8 } as const;
/** CAP_DAC_OVERRIDE. */
export const fileAccessCapability = capability.fileAccess;
const setSecureBits = 28; // PR_SET_SECUREBITS
/**
 * SECBIT_NO_SETUID_FIXUP, locked. Without it access(2) leaves capabilities out for whoever is not
 * root, and programs that ask first (existsSync of Node, git) would not find what they may open.
 */
const keepCapabilities = 0b1100;
const ambientCapability = 47; // PR_CAP_AMBIENT
const raiseAmbient = 2; // PR_CAP_AMBIENT_RAISE
const capabilityVersion = 0x2008_0522; // _LINUX_CAPABILITY_VERSION_3

/** Whether this process may give each child an account: root, with root's powers over all ids. */
export function canGiveAccounts(): boolean {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return false;
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "latin1"));
  const held = BigInt(`0x${effective?.[1] ?? "0"}`);
  const needed = Object.values(capability).every((bit) => (held & (1n << BigInt(bit))) !== 0n);
  return needed && isMapped(readFileSync("/proc/self/uid_map", "latin1"));
}

/** A user namespace may know a few thousand ids only. */
function isMapped(map: string): boolean {
  return map
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .some(
      ([first = 0, , length = 0]) =>
        first <= accountRange.first && accountRange.last < first + length,
    );
}

/**
 * Becomes another account and keeps one power of root's: to open what file permissions alone would
 * refuse, so that a folder that the configuration names need not be given to a number. Which paths
 * those are is Landlock's business.
 */
export function becomeAccount(libc: Libc, account: ChildAccount): void {
  must(libc, libc.prctl(setSecureBits, keepCapabilities), "secure bits");
  must(libc, libc.setgroups(0), "setgroups");
  must(libc, libc.setgid(account.gid), "setgid");
  must(libc, libc.setuid(account.uid), "setuid");
  keepFileAccess(libc);
}

function keepFileAccess(libc: Libc): void {
  const number = callNumber("capset");
  if (number === null) throw new Error("capset has no number here");
  const bit = 1 << capability.fileAccess;
  const head = new Uint32Array([capabilityVersion, 0]);
  // effective, permitted, inheritable of the low 32 capabilities, then of the high ones.
  const sets = new Uint32Array([bit, bit, bit, 0, 0, 0]);
  must(libc, libc.syscall(number, Number(ptr(head)), Number(ptr(sets)), 0, 0), "capset");
  must(libc, libc.prctl(ambientCapability, raiseAmbient, capability.fileAccess), "ambient");
}

function must(libc: Libc, result: number, what: string): void {
  if (result < 0) throw new Error(`${what} failed with errno ${libc.errno()}`);
}
