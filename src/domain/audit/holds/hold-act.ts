import { equalBytes, hmacFields } from "#infra/security/digest.ts";
import { storyTrace } from "#infra/security/story-trace.ts";
import type { SecretKey } from "#infra/security/secret-key.ts";
import type { TraceId } from "#shared/ids.ts";

/**
 * A change of legal holds. Its audit row is the only record of it: the act and the evidence of it
 * cannot disagree.
 */
export interface HoldAct {
  readonly act: "place" | "release";
  /** 1, 2, 3, … over all acts: a gap is a row that was deleted. */
  readonly number: number;
  readonly hold_id: string;
  readonly user_id: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

export interface HoldKeys {
  /** Derived for `legal-holds`. */
  readonly key: SecretKey;
  readonly installationId: string;
}

export const holdTarget = "audit://retention/hold";

/** All acts share a trace, so that they are found by an index and read as one story. */
export function holdTrace(installationId: string): TraceId {
  return storyTrace("hold-trace", installationId);
}

/** A row of the audit can be added in SQL; only who holds the key can place or release. */
export function holdMac({ key, installationId }: HoldKeys, act: HoldAct): string {
  const { number, hold_id, user_id, from, to, reason, by, at } = act;
  const fields = [user_id, from, to].map((value) => JSON.stringify(value));
  return hmacFields(key, [
    installationId,
    act.act,
    `${number}`,
    hold_id,
    ...fields,
    reason,
    by,
    at,
  ]).toString("hex");
}

/** The act that a row's detail states; undefined unless it was made here. */
export function readHoldAct(
  keys: HoldKeys,
  detail: { readonly [name: string]: unknown },
): HoldAct | undefined {
  const { act, number, hold_id, user_id, from, to, reason, by, at, mac } = detail;
  if (act !== "place" && act !== "release") return undefined;
  if (typeof number !== "number" || !areTexts([hold_id, reason, by, at, mac])) return undefined;
  if (![user_id, from, to].every((value) => value === null || typeof value === "string")) {
    return undefined;
  }
  const read = { act, number, hold_id, user_id, from, to, reason, by, at } as HoldAct;
  const expected = Buffer.from(holdMac(keys, read));
  return equalBytes(Buffer.from(mac as string), expected) ? read : undefined;
}

function areTexts(values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === "string");
}
