import { isUuid } from "#shared/ids.ts";
import { isJsonObject, type JsonValue } from "#shared/json.ts";
import { hashText } from "./hashes.ts";

/** The target of the row that is committed before a partition of rows is dropped. */
export const tombstoneTarget = "audit://retention/partition";

/**
 * What a tombstone says: the ids from `from` to before `to` hold `rows` sealed rows, and all but
 * `kept` of them may go. Several of one range add up: each says what came since the one before.
 */
export interface Tombstone {
  /** Of the tombstone's own row. */
  readonly id: string;
  readonly seal: number;
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  readonly kept: number;
  readonly part: number;
  /** Of the rows that stay, by `keptHashWith`; absent in the first tombstones there were. */
  readonly keptHash?: string;
  /** The partition did not verify, and an operator had it dropped all the same. */
  readonly forced: boolean;
}

/** Reads a row of that target; undefined when its detail is no tombstone's. */
export function readTombstone(id: string, seal: number, detail: JsonValue): Tombstone | undefined {
  if (!isJsonObject(detail)) return undefined;
  const { from_id: from, to_id: to, rows, kept, part = 1, forced, kept_hash } = detail;
  if (typeof from !== "string" || typeof to !== "string" || !isId(from) || !isId(to)) {
    return undefined;
  }
  if (!isCount(rows) || !isCount(kept) || !isCount(part)) return undefined;
  if (kept > rows || from >= to) return undefined;
  const bare = { id, seal, from, to, rows, kept, part, forced: forced !== undefined };
  return typeof kept_hash === "string" ? { ...bare, keptHash: kept_hash } : bare;
}

/** The hash of kept rows with one more id, in the order of ids; it begins as "". */
export function keptHashWith(hash: string, id: string): string {
  return hashText(hash + id);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Bounds of a month are smallest ids: UUIDs without a version. */
const boundPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-0000-0000-000000000000$/;

function isId(text: string): boolean {
  return boundPattern.test(text) || isUuid(text);
}
