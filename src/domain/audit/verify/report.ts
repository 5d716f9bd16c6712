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
  return report.anchored
    ? `${consistent} Anchored: all ${report.anchors} heads kept elsewhere are in these chains, so ` +
        "nothing up to them was cut off or signed anew."
    : `${consistent} Unanchored: that the newest rows were cut off, an old copy was restored, or ` +
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
