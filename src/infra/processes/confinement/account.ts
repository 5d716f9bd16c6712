import { ptr } from "bun:ffi";
import { readFileSync } from "node:fs";
import { sha256 } from "#infra/security/digest.ts";
import { listUids } from "../tree/process-status.ts";
import { callNumber, type Libc } from "./libc.ts";

/**
 * Accounts of tool servers, used by nobody else: systemd's table of uids (uids-gids.md) leaves
 * 1879048192 to 2147483647 free. The upper half of the bits names the installation.
 */
const accountsFirst = 1_879_048_192;
const installationBits = 14;
const serverBits = 14;

export interface ChildAccount {
  readonly uid: number;
  readonly gid: number;
}

// linux/capability.h
const capability = { chown: 0, fileAccess: 1, kill: 5, setgid: 6, setuid: 7, setpcap: 8 } as const;
/** CAP_DAC_OVERRIDE. */
export const fileAccessCapability = capability.fileAccess;
const keepCapabilities = 8; // PR_SET_KEEPCAPS
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
  const last = accountsFirst + 2 ** (installationBits + serverBits) - 1;
  return map
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .some(([first = 0, , length = 0]) => first <= accountsFirst && last < first + length);
}

/** One replica: several of an installation may run on one host. */
export interface AccountOwner {
  readonly installation: string;
  readonly stateFolder: string;
}

/**
 * The account of a child: the same one for the same server of the same replica, so that its files
 * stay its own. A number that some process carries at this moment is passed over; that alone does
 * not part replicas that start together, whose children would end each other.
 */
export function accountFor(
  { installation, stateFolder }: AccountOwner,
  name: string,
): ChildAccount {
  const taken = listUids();
  const { first, count } = accountBlock(installation);
  for (let attempt = 0; ; attempt++) {
    const uid = first + numberOf(`${stateFolder}\n${name}\n${attempt}`, count);
    if (taken.has(uid) || given.has(uid)) continue;
    given.add(uid);
    return { uid, gid: uid };
  }
}

/** Given to a child of this process whose tree has not ended: it may not have become it yet. */
const given = new Set<number>();

/** When nothing of its tree is left. */
export function releaseAccount(uid: number | null): void {
  if (uid !== null) given.delete(uid);
}

/** The numbers from which one installation's children get theirs. */
export function accountBlock(installation: string): { first: number; count: number } {
  const block = numberOf(installation, 2 ** installationBits);
  return { first: accountsFirst + block * 2 ** serverBits, count: 2 ** serverBits };
}

function numberOf(text: string, below: number): number {
  return sha256(text).readUInt32BE(0) % below;
}

/**
 * Becomes another account and keeps one power of root's: to open what file permissions alone would
 * refuse, so that a folder that the configuration names need not be given to a number. Which paths
 * those are is Landlock's business.
 */
export function becomeAccount(libc: Libc, account: ChildAccount): void {
  must(libc, libc.setgroups(0), "setgroups");
  must(libc, libc.setgid(account.gid), "setgid");
  must(libc, libc.prctl(keepCapabilities, 1), "keepcaps");
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
