import type { ArchiveCounts } from "#domain/audit/archive/write-archive.ts";
import type { Head } from "#domain/audit/format/seal.ts";

/** Writers are one for each process; the newest ones say where the chains end. */
const headsShownMax = 5;

export interface ArchiveFacts extends ArchiveCounts {
  readonly installation: string;
  readonly keys: readonly string[];
  readonly heads: readonly Head[];
}

/** What an auditor reads first. Nothing in it depends on when it was made. */
export function auditorReadme({ installation, keys, heads, ...counts }: ArchiveFacts): string {
  const newest = heads.slice(-headsShownMax).map((head) => `    ${head.writer}:${head.sequence}`);
  return `# Audit of installation ${installation}

${counts.rows} rows, ${counts.seals} seals, ${counts.writers} writers. The newest chains end at
(writer:sequence):

${newest.join("\n")}

## Check it

Python 3 and nothing else; no network, no database:

    python3 verify-audit.py audit.ndjson --keys installation-keys

The last line is JSON, and the exit code is 0 only when it says \`"ok": true\`. The product's own
executable checks the same file and shares no code with that program:

    systemprompt infra audit verify --file audit.ndjson --key ${keys[0] ?? "HEX"}

## What each result proves

1. \`"ok": true\`: the rows are those that the holders of the writers' keys sealed; none was
   changed, added, removed or moved up to the ends of the chains, but for the rows whose removal a
   sealed tombstone states (\`rows_dropped\`). \`forced_drops\` counts months that did not verify
   when they went, \`losses\` statements that the database lost the end of a chain: ask why.
2. That these are this installation's keys, nothing in this archive can prove. Compare
   \`installation-keys\` with a copy that reached you another way:

${keys.map((key) => `    ${key}`).join("\n")}

3. That the newest rows were not cut off, and that nothing was signed anew by whoever holds the
   keys, shows only against heads that were kept elsewhere:

       python3 verify-audit.py audit.ndjson --keys installation-keys --expect your-heads.jsonl

   \`heads.jsonl\` in this archive is where the chains end today. Checked against this archive it
   proves nothing; keep it, and pass it to \`--expect\` with the next archive.

## What is in here

- \`audit.ndjson\`: certificates, seals, rows and tombstones, one JSON document a line
- \`heads.jsonl\`: the end of every chain, in the form that \`--expect\` reads
- \`installation-keys\`: public keys that certify the writers
- \`verify-audit.py\`: the verifier, in a few hundred lines that can be read
- \`audit-format.md\`: the format, for a verifier of your own
- \`audit-vectors.ndjson\`: an export to test it with
- \`evidence.md\`: what an auditor can ask for, and what it proves
`;
}
