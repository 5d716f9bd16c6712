import type { Head } from "../format/seal.ts";
import type { StatedLoss } from "./stated-losses.ts";

/** The first thing that does not match. */
export interface Finding {
  /** The row, or the first row of the seal in question; null where no row is concerned. */
  readonly id: string | null;
  readonly at: string | null;
  readonly writer: number;
  readonly sequence: number;
  readonly problem: string;
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly rows: number;
  readonly seals: number;
  readonly writers: number;
  /** Verified tombstones, and how many rows went where they say so. */
  readonly tombstones: number;
  readonly rows_dropped: number;
  /** Partitions that did not verify and were dropped because an operator insisted. */
  readonly forced_drops: number;
  /** Where each chain ends. */
  readonly heads: readonly Head[];
  /** True when heads kept elsewhere were compared and found. */
  readonly anchored: boolean;
  readonly anchors: number;
  /** Heads of the server's own file that were compared; 0 where there is no such file. */
  readonly local_anchors: number;
  /**
   * Allowed acts of ended writers that have no outcome row: what they did is not told. A warning,
   * no mismatch; the sweep of a running server completes those of writers that died.
   */
  readonly open_acts: number;
  /** What writers state as lost: confirmed seals that a failover or an old copy took away. */
  readonly losses: readonly StatedLoss[];
  /** True when only writers certified by keys that the caller knows were accepted. */
  readonly keys_pinned: boolean;
  /** Public keys that certified the writers, as hex: compare them with your own record. */
  readonly installation_keys: readonly string[];
  /** The largest difference between a writer's clock and the database's, in milliseconds. */
  readonly clock_skew_ms_max: number;
  /** What a checkpoint covers: counted in `rows` and `seals`, and not read again. */
  readonly resumed?: { readonly at: string; readonly rows: number; readonly seals: number };
  readonly first_bad?: Finding;
  /** What this proves and what it does not. */
  readonly statement: string;
}

/** Thrown inside the checks to end them; `verifyEvidence` turns it into the report. */
export class Mismatch extends Error {
  override readonly name = "Mismatch";
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.problem);
    this.finding = finding;
  }
}

export function statementOf(report: Omit<VerifyReport, "statement">): string {
  const { first_bad: bad } = report;
  if (bad !== undefined) {
    const row = bad.id === null ? "" : `row ${bad.id} (${bad.at}), `;
    const found = `Does not hold: ${row}seal ${bad.writer}:${bad.sequence}: ${bad.problem}.`;
    return [found, resumedWords(report)].filter((words) => words !== "").join(" ");
  }
  const consistent =
    `Internally consistent up to heads ${headList(report.heads)}: no row or seal before them was ` +
    "changed, removed or added by anybody without the writers' keys." +
    (report.keys_pinned
      ? ""
      : ` Keys not pinned: compare ${report.installation_keys.join(", ")} with your own record, or ` +
        "all of it may have been made up.");
  return [
    consistent,
    lossWords(report),
    droppedWords(report),
    resumedWords(report),
    localWords(report),
    anchorWords(report),
    openWords(report),
  ]
    .filter((words) => words !== "")
    .join(" ");
}

function droppedWords(report: Omit<VerifyReport, "statement">): string {
  const { tombstones, rows_dropped: rows, forced_drops: forced, resumed } = report;
  if (tombstones === 0) return "";
  // What a checkpoint covers may have gone since: it is not looked for again.
  const went = resumed === undefined ? "went" : "were missing when they were looked for,";
  return (
    `Retention: ${tombstones} tombstone(s) say which rows went, and ${rows} ${went} there and nowhere ` +
    "else; their seals are still in the chains." +
    (forced === 0
      ? ""
      : ` Warning: ${forced} month(s) did not verify and were dropped all the same; the tombstone ` +
        "says why, and what was wrong with them cannot be checked any more.")
  );
}

function resumedWords({ resumed }: Omit<VerifyReport, "statement">): string {
  if (resumed === undefined) return "";
  return (
    `Not read again: ${resumed.rows} rows and ${resumed.seals} seals that a checkpoint of ` +
    `${resumed.at} covers; whether they were changed since, only a run without --checkpoint tells.`
  );
}

function lossWords({ losses }: Omit<VerifyReport, "statement">): string {
  if (losses.length === 0) return "";
  const ranges = losses.map(
    ({ writer, first, last, stated_by: by }) =>
      `${writer}:${first} to ${writer}:${last} (stated by writer ${by})`,
  );
  return `Loss stated: the database does not hold seals it had confirmed: ${ranges.join(", ")}.`;
}

function localWords({ local_anchors: heads, losses }: Omit<VerifyReport, "statement">): string {
  if (heads === 0) return "";
  const lost = losses.length > 0 ? " or stated as lost" : "";
  return (
    `Compared with the local file of heads: all ${heads} are in these chains${lost}. Whoever can ` +
    "write that file and the database can change both."
  );
}

function openWords({ open_acts: open }: Omit<VerifyReport, "statement">): string {
  if (open === 0) return "";
  return `Warning: ${open} allowed act(s) of ended writers have no outcome row.`;
}

function anchorWords(report: Omit<VerifyReport, "statement">): string {
  return report.anchored
    ? `Anchored: all ${report.anchors} heads kept elsewhere are in these chains, so ` +
        "nothing up to them was cut off or signed anew."
    : `Unanchored: that the newest rows were cut off, an old copy was restored, or ` +
        "everything was signed anew by the holder of the key shows only against heads kept " +
        "elsewhere (--expect FILE).";
}

/** Every process that wrote is a chain; beyond a few, `heads` itself is the place to read them. */
const headsShownMax = 12;

function headList(heads: readonly Head[]): string {
  if (heads.length === 0) return "(none)";
  const newest = heads.slice(-headsShownMax).map((head) => `${head.writer}:${head.sequence}`);
  const others = heads.length - newest.length;
  return `${newest.join(" ")}${others > 0 ? ` and ${others} older (--json lists all)` : ""}`;
}
