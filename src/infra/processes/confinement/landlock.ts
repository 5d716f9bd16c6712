import { ptr } from "bun:ffi";
import { statSync } from "node:fs";
import { AppError } from "#shared/errors.ts";
import { type Libc, systemCall } from "./libc.ts";

/** What a child may touch; everything else is refused by the kernel. */
export interface Sandbox {
  /** Folders and files that may be read and whose programs may run. */
  readonly execute: readonly string[];
  readonly read: readonly string[];
  /** Folders whose names may be listed, at any depth; not what the files hold. */
  readonly list: readonly string[];
  readonly write: readonly string[];
  /** The version that was reported as in force; a launcher that finds less refuses. */
  readonly landlockAbi: number;
  /** TCP ports that may be connected to, on any host: Landlock knows no addresses. */
  readonly connectPorts: readonly number[];
}

// Names and bits: linux/landlock.h. The comment is the ABI that brought them.
const access = {
  execute: 1n << 0n,
  writeFile: 1n << 1n,
  readFile: 1n << 2n,
  readFolder: 1n << 3n,
  refer: 1n << 13n, // 2
  truncate: 1n << 14n, // 3
  ioctlDevice: 1n << 15n, // 5
};
const abi1Bits = (1n << 13n) - 1n;
/** Rights that make sense for something that is not a folder; others are refused with EINVAL. */
const fileBits =
  access.execute | access.writeFile | access.readFile | access.truncate | access.ioctlDevice;
const makeDeviceBits = (1n << 6n) | (1n << 11n);

const bindTcp = 1n << 0n; // 4
const connectTcp = 1n << 1n; // 4
const scopeAbstractSocket = 1n << 0n; // 6
const scopeSignal = 1n << 1n; // 6

/** The version that brought a rule for emptying files. */
export const abiWithTruncate = 3;

const createRulesetVersion = 1;
const rulePathBeneath = 1;
const ruleNetPort = 2;
const openPath = 0o10000000; // O_PATH
const closeOnExec = 0o2000000; // O_CLOEXEC
const rulesetBytes = 24;
const pathRuleBytes = 12;
const noNewPrivileges = 38; // PR_SET_NO_NEW_PRIVS

/** The kernel's Landlock version, 0 when it has none or it is switched off. */
export function landlockAbi(libc: Libc): number {
  return Math.max(0, libc.syscall(systemCall.landlockCreateRuleset, 0, 0, createRulesetVersion, 0));
}

/**
 * Confines this thread and everything it executes from now on. It cannot be undone. Source:
 * Documentation/userspace-api/landlock.rst.
 */
export function applyLandlock(libc: Libc, sandbox: Sandbox): void {
  const abi = sandbox.landlockAbi;
  if (abi < 1 || landlockAbi(libc) < abi) {
    throw new AppError("UNAVAILABLE", "The kernel offers less Landlock than was reported.");
  }
  const handled = handledBits(abi);
  const ruleset = createRuleset(libc, abi, handled);
  const reading = access.readFile | access.readFolder;
  const writing = (abi1Bits & ~access.execute & ~makeDeviceBits) | access.truncate | access.refer;
  for (const path of sandbox.execute)
    allowPath(libc, ruleset, path, reading | access.execute, handled);
  for (const path of sandbox.read) allowPath(libc, ruleset, path, reading, handled);
  for (const path of sandbox.list) allowPath(libc, ruleset, path, access.readFolder, handled);
  for (const path of sandbox.write) allowPath(libc, ruleset, path, writing, handled);
  if (abi >= 4) for (const port of sandbox.connectPorts) allowPort(libc, ruleset, port);
  check(libc, libc.prctl(noNewPrivileges, 1), "no_new_privs");
  const restricted = libc.syscall(systemCall.landlockRestrictSelf, ruleset, 0, 0, 0);
  check(libc, restricted, "landlock_restrict_self");
  libc.close(ruleset);
}

function handledBits(abi: number): bigint {
  let bits = abi1Bits;
  if (abi >= 2) bits |= access.refer;
  if (abi >= 3) bits |= access.truncate;
  if (abi >= 5) bits |= access.ioctlDevice;
  return bits;
}

function createRuleset(libc: Libc, abi: number, handled: bigint): number {
  const attribute = new BigUint64Array([
    handled,
    abi >= 4 ? bindTcp | connectTcp : 0n,
    abi >= 6 ? scopeAbstractSocket | scopeSignal : 0n,
  ]);
  const size = abi >= 6 ? rulesetBytes : abi >= 4 ? 16 : 8;
  const address = Number(ptr(attribute));
  const ruleset = libc.syscall(systemCall.landlockCreateRuleset, address, size, 0, 0);
  return check(libc, ruleset, "landlock_create_ruleset");
}

/** A path that does not exist grants nothing; the child gets the same ENOENT as without a rule. */
function allowPath(
  libc: Libc,
  ruleset: number,
  path: string,
  wanted: bigint,
  handled: bigint,
): void {
  const folder = isFolder(path);
  if (folder === null) return;
  const descriptor = check(libc, libc.open(path, openPath | closeOnExec), `open ${path}`);
  const rule = new DataView(new ArrayBuffer(pathRuleBytes));
  rule.setBigUint64(0, wanted & handled & (folder ? handled : fileBits), true);
  rule.setInt32(8, descriptor, true);
  const address = Number(ptr(rule));
  const added = libc.syscall(systemCall.landlockAddRule, ruleset, rulePathBeneath, address, 0);
  check(libc, added, `landlock_add_rule ${path}`);
  libc.close(descriptor);
}

function allowPort(libc: Libc, ruleset: number, port: number): void {
  const rule = new BigUint64Array([connectTcp, BigInt(port)]);
  const address = Number(ptr(rule));
  const added = libc.syscall(systemCall.landlockAddRule, ruleset, ruleNetPort, address, 0);
  check(libc, added, `landlock_add_rule port ${port}`);
}

/** Null for what this account cannot reach: a rule could not grant it either. */
function isFolder(path: string): boolean | null {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}

function check(libc: Libc, result: number, what: string): number {
  if (result >= 0) return result;
  throw new AppError("UNAVAILABLE", "The sandbox could not be put in force.", {
    cause: `${what} failed with errno ${libc.errno()}`,
  });
}
