export interface TableGrant {
  readonly table: string;
  /** Privileges of the application: `select, insert`, `select, insert, update, delete`, … */
  readonly app: string;
  /** What `infra db query` may read; never tables that hold keys, secrets or hashes of tokens. */
  readonly reader: "select" | "";
}

/** Everything that a role may do with a table. A table that is not listed is closed to both. */
// prettier-ignore
export const tableGrants: readonly TableGrant[] = [
  { table: "schema_migrations", app: "select", reader: "select" },
  { table: "installation",      app: "select", reader: "select" },
  { table: "config_snapshots",       reader: "select",
    app: "select, insert (hash, actor, summary, body, mac)" },
  { table: "users",                  app: "select, insert, update", reader: "select" },
  { table: "user_sessions",          app: "select, insert, update", reader: "select" },
  { table: "revocation_epoch",       app: "select",                 reader: "select" },
  { table: "token_revocations",      app: "select, insert, delete", reader: "select" },
  { table: "personal_access_tokens", app: "select, insert, update", reader: "" },
  { table: "signing_keys",           app: "select, insert, update", reader: "" },
  { table: "master_key_state",       app: "select, insert, update", reader: "" },
  { table: "secret_data_keys",       app: "select, insert, update",         reader: "" },
  { table: "secrets",                app: "select, insert, update", reader: "" },
  { table: "audit_events",           app: "select, insert",         reader: "select" },
  { table: "audit_events_kept",      app: "select",                 reader: "select" },
  { table: "audit_seals",            app: "select, insert",         reader: "select" },
  { table: "audit_writers",          reader: "select",
    app: "select, insert, update (seq, head, lease_until, open_from, fenced_at, closed_at, swept_at)" },
  { table: "mcp_tool_executions",    app: "select, insert",         reader: "select" },
  { table: "mcp_ended_sessions",     app: "select, insert, update, delete", reader: "select" },
  { table: "mcp_command_approvals",  app: "select, insert",         reader: "select" },
  { table: "rate_windows",           app: "select, insert, update, delete", reader: "select" },
];

/** Functions that the application may call; the reader calls none of ours. */
export const functionGrants: readonly string[] = [
  "rate_window_at",
  "rate_sum",
  "rate_wait_ms",
  "lease_rate",
  "return_rates",
  "forget_in_snapshots",
];

/** Partitioned by month over `range (id)`; partitions are made ahead at boot and daily. */
export const partitionedTables: readonly string[] = ["audit_events", "mcp_tool_executions"];
