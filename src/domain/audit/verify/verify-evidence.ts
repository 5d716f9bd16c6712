import type { Database } from "#infra/database/database.ts";
import { AppError } from "#shared/errors.ts";
import type { Head } from "../format/seal.ts";
import { checkHeads, checkWriters } from "./check-chains.ts";
import { droppedRanges } from "./rows/check-tombstones.ts";
import { databaseSource } from "./database-source.ts";
import { missingOf, nothingYet, type Progress } from "./progress.ts";
import type { StoredWriter } from "./records.ts";
import { type Finding, Mismatch, statementOf, type VerifyReport } from "./report.ts";
import { inlineRunner, type TaskRunner } from "./run/task.ts";
import { headMap, Verification } from "./run/verification.ts";
import type { EvidenceSource } from "./source.ts";
import { lossOf, readStatedLosses, type StatedLoss } from "./stated-losses.ts";

export interface Expectations {
  /** Heads kept elsewhere, from `readAnchors`; read before the evidence is. */
  readonly anchors?: readonly Head[];
  /** Heads of the server's own file, from `readLocalAnchors`; absent where there is none. */
  readonly localAnchors?: readonly Head[];
  /** The installation's public keys as hex: writers certified by another one are refused. */
  readonly installationKeys?: readonly string[];
  /** What an earlier run verified, from a checkpoint whose signature holds. */
  readonly earlier?: { readonly progress: Progress; readonly at: string };
}

/** How the work is done; what is found does not depend on it. */
export interface Working {
  readonly runner?: TaskRunner;
  /** Told of every step, in order. */
  readonly onProgress?: (progress: Progress) => Promise<void>;
}

/** A partition may be dropped while its rows are read; a second time in a row is no accident. */
const attemptsMax = 3;

/** Checks a database, through any role that may read the audit tables. */
export function verifyDatabase(
  database: Database,
  expected: Expectations = {},
  working: Working = {},
): Promise<VerifyReport> {
  return verifyEvidence(databaseSource(database), expected, working);
}

/** Recomputes everything; stops at the first thing that does not match. */
export async function verifyEvidence(
  source: EvidenceSource,
  expected: Expectations,
  working: Working = {},
): Promise<VerifyReport> {
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    const partitions = await source.partitions();
    const report = await verifyOnce(source, expected, working);
    // Rows that went while they were read are no finding yet.
    if (report.ok || (await source.partitions()) === partitions) return report;
  }
  throw new AppError("UNAVAILABLE", "Rows are being dropped by retention; verify when it is done.");
}

async function verifyOnce(
  source: EvidenceSource,
  expected: Expectations,
  { runner = inlineRunner(source), onProgress = async () => {} }: Working,
): Promise<VerifyReport> {
  const writers = await source.writers();
  const losses = await readStatedLosses(source, writers);
  const earlier = expected.earlier?.progress ?? nothingYet;
  const verification = new Verification({ source, runner, writers, progress: earlier, onProgress });
  let bad: Finding | undefined;
  try {
    checkInstallation(writers, expected.installationKeys);
    checkWriters(writers);
    await checkEarlier(source, earlier);
    await verification.checkChains();
    await checkHeads(source, headMap(expected.anchors ?? []), "was kept elsewhere");
    const local = headMap(expected.localAnchors ?? []);
    await checkHeads(source, local, "the local file of heads holds", losses);
    await verification.checkRows();
    await verification.checkLater();
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    bad = withLoss(error.finding, losses);
  }
  const report: Omit<VerifyReport, "statement"> = {
    ok: bad === undefined,
    ...counted(verification),
    open_acts: openActs(verification.progress, writers, await source.fenced()),
    ...toldOf(writers),
    losses,
    ...comparedWith(expected, bad === undefined),
    ...(bad === undefined ? {} : { first_bad: bad }),
  };
  return { ...report, statement: statementOf(report) };
}

/** The chains must still hold what the checkpoint covers. */
async function checkEarlier(source: EvidenceSource, { chains }: Progress): Promise<void> {
  try {
    await checkHeads(source, headMap(chains), "the checkpoint holds");
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    const problem =
      `${error.finding.problem}: this is an older copy of the database, or its history was ` +
      "changed; verify without --checkpoint, and with heads kept elsewhere (--expect)";
    throw new Mismatch({ ...error.finding, problem });
  }
}

function counted({ progress, rows }: Verification) {
  const { tally } = progress.round ?? progress;
  return {
    rows,
    seals: progress.seals,
    tombstones: tally.tombstones.length,
    forced_drops: droppedRanges(tally.tombstones).filter((range) => range.forced).length,
    rows_dropped: missingOf(tally).total,
    clock_skew_ms_max: progress.clockSkewMsMax,
  };
}

function toldOf(writers: readonly StoredWriter[]) {
  return {
    writers: writers.length,
    heads: writers.map(({ certificate, sequence, head }) => ({
      writer: certificate.number,
      sequence,
      head,
    })),
    installation_keys: [...new Set(writers.map((each) => each.certificate.installation_key))],
  };
}

function comparedWith(expected: Expectations, holds: boolean) {
  const anchors = expected.anchors?.length ?? 0;
  const { earlier } = expected;
  const { tally } = earlier?.progress.round ?? earlier?.progress ?? nothingYet;
  return {
    anchored: holds && anchors > 0,
    anchors,
    local_anchors: expected.localAnchors?.length ?? 0,
    keys_pinned: expected.installationKeys !== undefined,
    ...(earlier === undefined
      ? {}
      : { resumed: { at: earlier.at, rows: tally.rows, seals: earlier.progress.seals } }),
  };
}

/**
 * Acts of ended writers alone: of a living one an act may still be under way. An act whose rows
 * were in a dropped partition may have lost its outcome there.
 */
function openActs(
  progress: Progress,
  writers: readonly StoredWriter[],
  fenced: readonly number[],
): number {
  const { tally } = progress.round ?? progress;
  const closed = writers.filter((each) => each.closed).map((each) => each.certificate.number);
  const ended = new Set([...closed, ...fenced]);
  const dropped = tally.tombstones;
  const isDropped = (id: string) => dropped.some(({ from, to }) => from <= id && id < to);
  return tally.open.filter(([id, writer]) => ended.has(writer) && !isDropped(id)).length;
}

/** Heads kept elsewhere convict a loss also where it was stated. */
function withLoss(bad: Finding, losses: readonly StatedLoss[]): Finding {
  const loss = lossOf(losses, bad.writer, bad.sequence);
  if (loss === undefined) return bad;
  const { writer, first, last, stated_by: by } = loss;
  const words = `seals ${writer}:${first} to ${writer}:${last} were lost, as writer ${by} states`;
  return { ...bad, problem: `${bad.problem}: ${words}` };
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
