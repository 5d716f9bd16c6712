import type { Execution, ExecutionDeps } from "#app/executions/read-executions.ts";
import type { TrailRow } from "#domain/audit/trail/queries.ts";
import { AppError } from "#shared/errors.ts";
import { isUuid } from "#shared/ids.ts";
import type { Noun } from "#entry/cli/command.ts";

export const logs: Noun = {
  summary: "What happened",
  verbs: {
    audit: {
      summary: "The audit rows of a trace, session, task or row id",
      description:
        "Each row in order: decisions, outcomes, events. With --full every column and the whole detail: identity, rules, stages, hashes, cost.",
      arguments: {
        id: {
          type: "positional",
          description: "Trace id (x-trace-id), session, task or row id",
          required: true,
        },
        full: { type: "boolean", description: "Every column and the whole detail" },
      },
      examples: ["systemprompt infra logs audit 4bf92f3577b34da6a3ce929d0e0e4736 --full --json"],
      run: async (context, parsed) => {
        const { readTrail } = await import("#domain/audit/trail/queries.ts");
        const deps = await context.open();
        const id = parsed.text("id");
        const found = await readTrail(deps.database.sql, { local: true }, id);
        if (found.length === 0) throw new AppError("NOT_FOUND", `No audit row has the id ${id}.`);
        const rows = await withEmails(deps, found);
        if (!parsed.is("full")) return context.out.table(rows.map(inShort), columns);
        const full = await withExecutions(deps, rows);
        context.out.document(full, () => full.map(inFull).join("\n\n"));
      },
    },
  },
};

const columns = [
  { key: "at", heading: "AT" },
  { key: "kind", heading: "KIND" },
  { key: "verdict", heading: "VERDICT" },
  { key: "target", heading: "TARGET" },
  { key: "user", heading: "USER" },
  { key: "policy", heading: "POLICY" },
  { key: "reason", heading: "REASON" },
] as const;

/** Rows name people by id only; who that is today stands in `users`. */
type NamedRow = TrailRow & { readonly user_email: string | null };

async function withEmails(
  { database }: ExecutionDeps,
  rows: readonly TrailRow[],
): Promise<readonly NamedRow[]> {
  const { selectEmails } = await import("#domain/users/select-emails.ts");
  const emails = await selectEmails(database.sql, [...new Set(rows.map((row) => row.user_id))]);
  return rows.map((row) => ({ ...row, user_email: emails.get(row.user_id) ?? null }));
}

function inShort(row: NamedRow): Readonly<Record<string, unknown>> {
  const { id, at, kind, verdict, target, user_id, user_email, role, policy, reason, trace_id } =
    row;
  const user = user_email ?? user_id;
  return { id, at, kind, verdict, target, user, user_id, role, policy, reason, trace_id };
}

type FullRow = NamedRow & { readonly execution?: Execution };

/** Outcomes with what is kept of the act itself. */
async function withExecutions(
  deps: ExecutionDeps,
  rows: readonly NamedRow[],
): Promise<readonly FullRow[]> {
  const { readExecutions } = await import("#app/executions/read-executions.ts");
  const executions = await readExecutions(deps, rows.map(decisionOf).filter(isUuid));
  return rows.map((row) => {
    const execution = executions.get(decisionOf(row));
    return execution === undefined ? row : { ...row, execution };
  });
}

/** The decision that an outcome names; empty for other rows. */
function decisionOf({ kind, detail }: TrailRow): string {
  return kind === "outcome" ? String(detail["decision_id"]) : "";
}

/** One line a column; JSON keeps control characters of hostile names harmless on a terminal. */
function inFull(row: FullRow): string {
  return Object.entries(row)
    .map(([name, value]) => `${name.padEnd(18)}${JSON.stringify(value)}`)
    .join("\n");
}
