import { sha256 } from "#infra/security/digest.ts";
import { listUids } from "../tree/process-status.ts";

/**
 * Accounts of tool servers, used by nobody else: systemd's table of uids (uids-gids.md) leaves
 * 1879048192 to 2147483647 free. The upper half of the bits names the installation.
 */
const accountsFirst = 1_879_048_192;
const installationBits = 14;
const serverBits = 14;

/** Every number that is given to anybody. */
export const accountRange = {
  first: accountsFirst,
  last: accountsFirst + 2 ** (installationBits + serverBits) - 1,
} as const;

export interface ChildAccount {
  readonly uid: number;
  readonly gid: number;
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
