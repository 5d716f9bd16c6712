import type { Head } from "../format/seal.ts";

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
  /** True when only writers certified by keys that the caller knows were accepted. */
  readonly keys_pinned: boolean;
  /** Public keys that certified the writers, as hex: compare them with your own record. */
  readonly installation_keys: readonly string[];
  /** The largest difference between a writer's clock and the database's, in milliseconds. */
  readonly clock_skew_ms_max: number;
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
    return `Does not hold: ${row}seal ${bad.writer}:${bad.sequence}: ${bad.problem}.`;
  }
  const consistent =
    `Internally consistent up to heads ${headList(report.heads)}: no row or seal before them was ` +
    "changed, removed or added by anybody without the writers' keys." +
    (report.keys_pinned
      ? ""
      : ` Keys not pinned: compare ${report.installation_keys.join(", ")} with your own record, or ` +
        "all of it may have been made up.");
  return [consistent, localWords(report), anchorWords(report), openWords(report)]
    .filter((words) => words !== "")
    .join(" ");
}

function localWords({ local_anchors: heads }: Omit<VerifyReport, "statement">): string {
  if (heads === 0) return "";
  return (
    `Compared with the local file of heads: all ${heads} are in these chains. Whoever can write ` +
    "that file and the database can change both."
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
