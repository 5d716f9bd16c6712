import type { Database } from "#infra/database/database.ts";
import { type Head, sealNumber } from "../format/seal.ts";
import { type ChainsResult, checkChains, checkHeads } from "./check-chains.ts";
import { checkRows } from "./check-rows.ts";
import { databaseSource } from "./database-source.ts";
import type { EvidenceSource, StoredWriter } from "./records.ts";
import { type Finding, Mismatch, statementOf, type VerifyReport } from "./report.ts";

export interface Expectations {
  /** Heads kept elsewhere, from `readAnchors`; read before the evidence is. */
  readonly anchors?: readonly Head[];
  /** Heads of the server's own file, from `readLocalAnchors`; absent where there is none. */
  readonly localAnchors?: readonly Head[];
  /** The installation's public keys as hex: writers certified by another one are refused. */
  readonly installationKeys?: readonly string[];
}

/** Checks a database, through any role that may read the audit tables. */
export function verifyDatabase(
  database: Database,
  expected: Expectations = {},
): Promise<VerifyReport> {
  return verifyEvidence(databaseSource(database), expected);
}

/** Recomputes everything; stops at the first thing that does not match. */
export async function verifyEvidence(
  source: EvidenceSource,
  expected: Expectations,
): Promise<VerifyReport> {
  const writers = await source.writers();
  const progress = { seals: 0, rows: 0, openActs: 0, skew: 0 };
  let bad: Finding | undefined;
  try {
    checkInstallation(writers, expected.installationKeys);
    const chains = await checkChains(source, writers);
    progress.seals = chains.seals;
    progress.skew = chains.clockSkewMsMax;
    await checkHeads(source, chains.stated, "another writer saw");
    await checkHeads(source, anchorMap(expected.anchors ?? []), "was kept elsewhere");
    const local = anchorMap(expected.localAnchors ?? []);
    await checkHeads(source, local, "the local file of heads holds");
    Object.assign(progress, await checkRows(source, writers, chains.later));
    await checkLater(source, chains);
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    bad = error.finding;
  }
  const anchors = expected.anchors?.length ?? 0;
  const report: Omit<VerifyReport, "statement"> = {
    ok: bad === undefined,
    rows: progress.rows,
    seals: progress.seals,
    writers: writers.length,
    heads: writers.map(({ certificate, sequence, head }) => ({
      writer: certificate.number,
      sequence,
      head,
    })),
    anchored: bad === undefined && anchors > 0,
    anchors,
    local_anchors: expected.localAnchors?.length ?? 0,
    open_acts: progress.openActs,
    keys_pinned: expected.installationKeys !== undefined,
    installation_keys: [...new Set(writers.map((each) => each.certificate.installation_key))],
    clock_skew_ms_max: progress.skew,
    ...(bad === undefined ? {} : { first_bad: bad }),
  };
  return { ...report, statement: statementOf(report) };
}

function checkInstallation(writers: readonly StoredWriter[], keys?: readonly string[]): void {
  if (keys === undefined) return;
  const foreign = writers.find(({ certificate }) => !keys.includes(certificate.installation_key));
  if (foreign === undefined) return;
  throw new Mismatch({
    id: null,
    at: null,
    writer: foreign.certificate.number,
    sequence: 0,
    problem: "the writer is certified by a key that is not this installation's",
  });
}

function anchorMap(anchors: readonly Head[]): ReadonlyMap<number, string> {
  const map = new Map<number, string>();
  for (const { writer, sequence, head } of anchors) {
    const number = sealNumber(writer, sequence);
    const other = map.get(number);
    if (other !== undefined && other !== head) {
      const problem = "two different hashes of this seal were kept elsewhere";
      throw new Mismatch({ id: null, at: null, writer, sequence, problem });
    }
    map.set(number, head);
  }
  return map;
}

/** What was taken for growth during the run must be covered by a writer by now. */
async function checkLater(source: EvidenceSource, { later }: ChainsResult): Promise<void> {
  if (later.size === 0) return;
  const writers = await source.writers();
  for (const [writer, sequence] of later) {
    if (sequence <= (writers[writer - 1]?.sequence ?? -1)) continue;
    const problem = "rows or seals name a seal that its writer did not make";
    throw new Mismatch({ id: null, at: null, writer, sequence, problem });
  }
}
