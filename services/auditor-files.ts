import evidence from "./content/docs/evidence.md" with { type: "text" };
import format from "./content/docs/audit-format.md" with { type: "text" };
import vectors from "./content/docs/audit-vectors.ndjson" with { type: "text" };
import verifier from "../scripts/verify-audit.py" with { type: "text" };

/** What an auditor gets besides the evidence itself, by name; baked into the executable. */
export const auditorFiles: ReadonlyMap<string, string> = new Map([
  ["evidence.md", evidence],
  ["audit-format.md", format],
  ["audit-vectors.ndjson", vectors],
  ["verify-audit.py", verifier],
]);
