import type { AppliedMonth, MonthLine } from "#app/retention/apply-retention.ts";
import type { RetentionParts } from "#app/retention/retention-deps.ts";
import type { DropDeps } from "#domain/audit/retention/drop-month.ts";
import type { CommandContext, Noun, ParsedArguments } from "#entry/cli/command.ts";
import type { Column } from "#entry/cli/output.ts";
import { AppError } from "#shared/errors.ts";

const closeMsMax = 2_000;

const showColumns: readonly Column[] = [
  { key: "month", heading: "MONTH" },
  { key: "rows", heading: "ROWS", align: "right" },
  { key: "bytes", heading: "BYTES", align: "right" },
  { key: "action", heading: "ACTION" },
  { key: "why", heading: "WHY" },
];
const runColumns: readonly Column[] = [
  { key: "month", heading: "MONTH" },
  { key: "result", heading: "RESULT" },
  { key: "rows", heading: "ROWS", align: "right" },
  { key: "kept", heading: "KEPT", align: "right" },
  { key: "bytes", heading: "BYTES", align: "right" },
  { key: "problem", heading: "PROBLEM" },
];

export const retention: Noun = {
  summary: "How long audit rows are kept",
  verbs: {
    show: {
      summary: "Every month with its rows and bytes, what would happen to it and why",
      description:
        "Changes nothing. Months above a gigabyte are not counted: their rows are an estimate.",
      run: async (context) =>
        context.out.table(toRecords((await plan(context)).lines), showColumns),
    },
    run: {
      summary: "Drop the months that are older than retention.audit_months",
      description:
        "What the server does daily. Each month is verified first, a sealed tombstone is " +
        "committed, and the rows that outlive it are copied in the transaction that drops it. A " +
        "month that does not verify stays, unless --force-month names it; that is on record with " +
        "the reason.",
      arguments: {
        "dry-run": { type: "boolean", description: "Say what would be dropped, and stop" },
        "force-month": {
          type: "string",
          placeholder: "YYYY-MM",
          description: "Drop this month although it does not verify",
        },
        reason: { type: "string", placeholder: "R", description: "Why, with --force-month" },
      },
      examples: [
        "systemprompt infra audit retention run --dry-run",
        "systemprompt infra audit retention run --yes",
      ],
      destructive: (parsed) => !parsed.is("dry-run"),
      run: async (context, parsed) => {
        if (!parsed.is("dry-run")) return apply(context, parsed);
        const { lines } = await plan(context);
        context.out.table(toRecords(lines.filter(({ action }) => action === "drop")), showColumns);
      },
    },
  },
};

async function plan(context: CommandContext): Promise<{ readonly lines: readonly MonthLine[] }> {
  const { showRetention } = await import("#app/retention/apply-retention.ts");
  return withRetention(context, async (deps, request) => ({
    lines: await showRetention(deps, request),
  }));
}

async function apply(context: CommandContext, parsed: ParsedArguments): Promise<void> {
  const { applyRetention } = await import("#app/retention/apply-retention.ts");
  const force = forced(parsed);
  const applied = await withRetention(context, (deps, request) =>
    applyRetention(deps, { ...request, ...force }),
  );
  context.out.table(toRecords(applied), runColumns);
  if (applied.length === 0) context.out.note("No month is old enough.");
  failOnRefusal(applied);
}

function forced(parsed: ParsedArguments) {
  const month = parsed.optionalText("force-month");
  const reason = parsed.optionalText("reason");
  if (month === undefined && reason === undefined) return {};
  if (month !== undefined && reason !== undefined && reason.trim() !== "") {
    return { force: { month, reason } };
  }
  throw new AppError("USAGE", "--force-month and --reason go together.");
}

/** The table is on standard output already; the exit code says the same. */
function failOnRefusal(applied: readonly AppliedMonth[]): void {
  const refused = applied.filter(({ result }) => result === "refused" || result === "busy");
  if (refused.length === 0) return;
  const months = refused.map(({ month }) => month).join(", ");
  throw new AppError("CHECK_FAILED", `Not dropped: ${months}.`);
}

async function withRetention<Result>(
  context: CommandContext,
  work: (
    deps: DropDeps,
    request: { readonly auditMonths: number | "keep"; readonly nowMs: number },
  ) => Promise<Result>,
): Promise<Result> {
  const { openRetentionOwner, retentionDeps } = await import("#app/retention/retention-deps.ts");
  const { openPolicy } = await import("#app/governance/open-policy.ts");
  const { systemClock } = await import("#shared/clock.ts");
  const deps = await context.open();
  const { config } = openPolicy(deps.profile);
  const auditMonths = config.governance.retention?.audit_months ?? "keep";
  const parts: RetentionParts = { ...deps, open: deps };
  const owner = openRetentionOwner(parts);
  try {
    const request = { auditMonths, nowMs: systemClock.nowMs() };
    return await work(await retentionDeps(parts, owner), request);
  } finally {
    await owner.close(closeMsMax);
  }
}

/** Interfaces have no index signature; a table wants one. */
function toRecords(rows: readonly object[]): readonly Readonly<Record<string, unknown>>[] {
  return rows.map((row) => ({ ...row }));
}
