import type { Database } from "#infra/database/database.ts";
import type { CommandContext, Noun } from "#entry/cli/command.ts";

const limitBounds = { min: 1, max: 100_000 };
const limitDefault = 1_000;
const closeMsMax = 2_000;

export const db: Noun = {
  summary: "The database: state, migrations, read-only queries",
  verbs: {
    status: {
      summary: "Show server, schema and size; exits 69 when the database cannot be reached",
      run: async (context) => {
        const { readDatabaseStatus } = await import("#infra/database/doctor/read-status.ts");
        const status = await asOwner(context, readDatabaseStatus);
        context.out.document(status, () =>
          Object.entries(status)
            .map(([name, value]) => `${name.padEnd(20)} ${value}`)
            .join("\n"),
        );
      },
    },
    migrate: {
      summary: "Apply pending migrations, grants and partitions; safe to run at any time",
      run: async (context) => {
        const { bringUpToDate } = await import("#infra/database/migrations/bring-up-to-date.ts");
        const report = await asOwner(context, (owner) => bringUpToDate(owner, Date.now()));
        context.out.document(report, () =>
          report.applied.length === 0
            ? "Nothing to apply."
            : report.applied.map((name) => `applied ${name}`).join("\n"),
        );
      },
    },
    migrations: {
      summary: "List the migrations and when each was applied",
      run: async (context) => {
        const { listMigrations } = await import("#infra/database/migrations/list-migrations.ts");
        const rows = await asOwner(context, ({ sql }) => listMigrations(sql));
        context.out.table(toRecords(rows), [
          { key: "source", heading: "SOURCE" },
          { key: "number", heading: "NUMBER", align: "right" },
          { key: "name", heading: "NAME" },
          { key: "state", heading: "STATE" },
          { key: "applied_at", heading: "APPLIED" },
        ]);
      },
    },
    query: {
      summary: "Run one read-only statement as the reader role",
      description:
        "The reader role sees the tables that hold no keys, secrets or token hashes. int8 is a " +
        "number when that is exact, else a string; numeric is a string; timestamptz is ISO 8601; " +
        "bytea is hex.",
      arguments: {
        sql: { type: "positional", description: "One SQL statement", required: true },
        limit: {
          type: "string",
          placeholder: "N",
          description: "Rows at most; more sets truncated (default 1000)",
        },
      },
      examples: [
        'systemprompt infra db query "select verdict, count(*) from audit_events group by 1"',
      ],
      run: async (context, parsed) => {
        const { runQuery } = await import("#infra/database/query/run-query.ts");
        const limit = parsed.integer("limit", limitBounds) ?? limitDefault;
        const result = await asReader(context, (reader) =>
          runQuery(reader, parsed.text("sql"), limit),
        );
        if (context.flags.format !== "text") {
          context.out.document(result, () => "");
          return;
        }
        const columns = result.columns.map((name) => ({ key: name, heading: name }));
        context.out.table(result.rows, columns);
        if (result.truncated) context.out.note(`Only the first ${limit} rows are shown.`);
      },
    },
    doctor: {
      summary: "Check what the product relies on, with a remedy each; exits 1 on a finding",
      run: async (context) => {
        const { checkDatabase } = await import("#infra/database/doctor/check-database.ts");
        const { AppError } = await import("#shared/errors.ts");
        const { database: app } = await context.open();
        const checks = await asOwner(context, (owner) =>
          checkDatabase({ owner, app, nowMs: Date.now() }),
        );
        context.out.table(
          checks.map((check) => ({ ...check, state: check.ok ? "ok" : "bad" })),
          [
            { key: "name", heading: "CHECK" },
            { key: "state", heading: "STATE" },
            { key: "found", heading: "FOUND" },
            { key: "remedy", heading: "REMEDY" },
          ],
        );
        const bad = checks.filter((check) => !check.ok).map((check) => check.name);
        if (bad.length > 0) throw new AppError("CHECK_FAILED", `Not well: ${bad.join(", ")}.`);
      },
    },
    tables: {
      summary: "List the tables with their sizes",
      run: async (context) => {
        const { readTables } = await import("#infra/database/doctor/read-tables.ts");
        const rows = await asOwner(context, ({ sql }) => readTables(sql));
        context.out.table(toRecords(rows), [
          { key: "name", heading: "TABLE" },
          { key: "kind", heading: "KIND" },
          { key: "rowsEstimated", heading: "ROWS (EST.)", align: "right" },
          { key: "bytes", heading: "BYTES", align: "right" },
        ]);
      },
    },
    describe: {
      summary: "Show a table's columns",
      arguments: { table: { type: "positional", description: "The table's name", required: true } },
      run: async (context, parsed) => {
        const { readColumns } = await import("#infra/database/doctor/read-tables.ts");
        const { AppError } = await import("#shared/errors.ts");
        const columns = await asOwner(context, ({ sql }) => readColumns(sql, parsed.text("table")));
        if (columns.length === 0) {
          throw new AppError(
            "NOT_FOUND",
            "There is no such table. See: systemprompt infra db tables",
          );
        }
        context.out.table(toRecords(columns), [
          { key: "name", heading: "COLUMN" },
          { key: "type", heading: "TYPE" },
          { key: "nullable", heading: "NULL" },
          { key: "default", heading: "DEFAULT" },
        ]);
      },
    },
    size: {
      summary: "Show how many bytes the database takes",
      run: async (context) => {
        const { readDatabaseBytes } = await import("#infra/database/doctor/read-tables.ts");
        const bytes = await asOwner(context, ({ sql }) => readDatabaseBytes(sql));
        context.out.document({ bytes }, () => `${bytes} bytes`);
      },
    },
  },
};

async function asOwner<Result>(
  context: CommandContext,
  work: (owner: Database) => Promise<Result>,
): Promise<Result> {
  const { database, urls } = await context.open();
  return withConnection({ ...database.options, url: urls.owner }, work);
}

async function asReader<Result>(
  context: CommandContext,
  work: (reader: Database) => Promise<Result>,
): Promise<Result> {
  const { AppError } = await import("#shared/errors.ts");
  const { database, urls } = await context.open();
  if (urls.reader === urls.owner || urls.reader === urls.app) {
    throw new AppError(
      "CONFIG_INVALID",
      "Queries need the reader role, and this profile has only one role (database.single_role).",
    );
  }
  return withConnection({ ...database.options, url: urls.reader }, work);
}

async function withConnection<Result>(
  options: Database["options"],
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const { openDatabase } = await import("#infra/database/open-database.ts");
  const database = openDatabase({ ...options, max: 1 });
  try {
    return await work(database);
  } finally {
    await database.close(closeMsMax);
  }
}

/** Interfaces have no index signature; a table wants one. */
function toRecords(rows: readonly object[]): readonly Readonly<Record<string, unknown>>[] {
  return rows.map((row) => ({ ...row }));
}
