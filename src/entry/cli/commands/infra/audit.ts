import type { ReceiptReport } from "#domain/audit/receipt/receipt.ts";
import type { VerifyReport } from "#domain/audit/verify/report.ts";
import { AppError } from "#shared/errors.ts";
import type { CommandContext, Noun, ParsedArguments } from "#entry/cli/command.ts";
import { hold } from "./audit/hold.ts";
import { retention } from "./audit/retention.ts";

const expect = {
  type: "string",
  placeholder: "FILE",
  description: "Heads that were kept elsewhere; each must be found",
} as const;

export const audit: Noun = {
  summary: "Evidence: verify, export, seals, retention, legal holds",
  verbs: {
    retention,
    hold,
    verify: {
      summary: "Recompute every hash, signature and chain",
      description:
        "Prints what it proves and what it does not. Exits 1 when something does not match, and names the first row. With --file it checks an export or a receipt and needs neither database nor profile.",
      arguments: {
        expect,
        file: {
          type: "string",
          placeholder: "FILE",
          description: "Check an export or a receipt, offline",
        },
        key: {
          type: "string",
          placeholder: "HEX",
          description: "Accept writers certified by this installation key (may be repeated)",
          repeatable: true,
        },
        checkpoint: {
          type: "string",
          placeholder: "FILE",
          description: "Go on from there, and keep there how far it came",
        },
        threads: {
          type: "string",
          placeholder: "N",
          description: "Ranges of rows at once; by itself half the cores",
        },
      },
      examples: [
        "systemprompt infra audit verify",
        "systemprompt infra audit verify --checkpoint audit.checkpoint",
        "systemprompt infra audit verify --expect heads.jsonl --json",
        "systemprompt infra audit verify --file audit.ndjson",
      ],
      run: async (context, parsed) => print(context, await verify(context, parsed)),
    },
    receipt: {
      summary: "Write what proves one batch, and one of its rows",
      description:
        "WRITER:SEQUENCE is what an answer's header x-audit-receipt says. The document proves by itself, offline, that the batch was sealed and with --row that this row is in it; check it by verify --file.",
      arguments: {
        batch: { type: "positional", description: "WRITER:SEQUENCE", required: true },
        row: { type: "string", placeholder: "ID", description: "The row to prove" },
        out: { type: "string", placeholder: "FILE", description: "A new file" },
      },
      examples: [
        "systemprompt infra audit receipt 7:1024 --row 01a1fe2b-9a37-7041-80fe-2c4c2a51dd21 --out receipt.json",
      ],
      run: async (context, parsed) => {
        const { writeReceipt } = await import("#app/evidence/write-receipt.ts");
        const { database } = await context.open();
        const { text, receipt } = await writeReceipt(database, parsed.text("batch"), {
          row: parsed.optionalText("row"),
          out: parsed.optionalText("out"),
        });
        context.out.document(receipt, () => text);
      },
    },
    export: {
      summary: "Write rows, seals and certificates to a new file",
      description:
        "With --out the file is canonical JSON, one document a line; docs/audit-format describes it. With --archive it is one compressed tar that holds the same, and all that an auditor needs to check it without the product.",
      arguments: {
        out: { type: "string", placeholder: "FILE", description: "A new file" },
        archive: {
          type: "string",
          placeholder: "FILE",
          description: "A new tar.gz for an auditor, with keys, format and verifier",
        },
      },
      examples: [
        "systemprompt infra audit export --out audit.ndjson",
        "systemprompt infra audit export --archive audit.tar.gz",
      ],
      run: async (context, parsed) => {
        const { exportAudit } = await import("#domain/audit/archive/write-archive.ts");
        const { exportForAuditor } = await import("#app/evidence/export-for-auditor.ts");
        const deps = await context.open();
        const [out, archive] = [parsed.optionalText("out"), parsed.optionalText("archive")];
        if ((out === undefined) === (archive === undefined)) {
          throw new AppError("USAGE", "Give --out FILE or --archive FILE.");
        }
        const counts = await (archive === undefined
          ? exportAudit(deps.database, out ?? "")
          : exportForAuditor(deps, archive));
        const { rows, seals, writers } = counts;
        context.out.document(
          { rows, seals, writers },
          () => `${rows} rows, ${seals} seals, ${writers} writers`,
        );
      },
    },
    seals: {
      summary: "The newest seals of every writer",
      arguments: {
        limit: {
          type: "string",
          placeholder: "N",
          description: "At most this many",
          default: "20",
        },
      },
      run: async (context, parsed) => {
        const { readNewestSeals } = await import("#domain/audit/trail/newest-seals.ts");
        const { database } = await context.open();
        const limit = parsed.integer("limit", { min: 1, max: 1_000 }) ?? 20;
        context.out.table(
          (await readNewestSeals(database.sql, limit)).map((seal) => ({ ...seal })),
          [
            { key: "writer", heading: "WRITER", align: "right" },
            { key: "sequence", heading: "SEQUENCE", align: "right" },
            { key: "kind", heading: "KIND" },
            { key: "count", heading: "ROWS", align: "right" },
            { key: "sealed_at", heading: "SEALED AT" },
            { key: "hash", heading: "HASH" },
          ],
        );
      },
    },
  },
};

async function verify(
  context: CommandContext,
  parsed: ParsedArguments,
): Promise<VerifyReport | ReceiptReport> {
  const { readAnchors } = await import("#domain/audit/archive/anchors.ts");
  const expectFile = parsed.optionalText("expect");
  const anchors = expectFile === undefined ? {} : { anchors: await readAnchors(expectFile) };
  const keys = parsed.list("key");
  const file = parsed.optionalText("file");
  const checkpoint = parsed.optionalText("checkpoint");
  const { threadsMax } = await import("#domain/audit/verify/run/worker-pool.ts");
  const threads = parsed.integer("threads", { min: 1, max: threadsMax });
  if (file !== undefined) {
    if (checkpoint !== undefined || threads !== undefined) {
      throw new AppError("USAGE", "--checkpoint and --threads are for a database, not for --file.");
    }
    const { verifyEvidenceFile } = await import("#app/evidence/verify-evidence-file.ts");
    const pinned = keys.length > 0 ? { installationKeys: keys } : {};
    return verifyEvidenceFile(file, { ...anchors, ...pinned });
  }
  const { verifyInstallation } = await import("#app/evidence/verify-installation.ts");
  return verifyInstallation(await context.open(), {
    ...anchors,
    keys,
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(threads === undefined ? {} : { threads }),
  });
}

function print(context: CommandContext, report: VerifyReport | ReceiptReport): void {
  context.out.document(report, () =>
    "kind" in report
      ? report.statement
      : [
          `rows ${report.rows}  seals ${report.seals}  writers ${report.writers}`,
          `clocks differ by up to ${report.clock_skew_ms_max} ms`,
          report.statement,
        ].join("\n"),
  );
  // The report is on standard output already; the exit code says the same.
  if (!report.ok) throw new AppError("CHECK_FAILED", "The audit does not hold.");
}
