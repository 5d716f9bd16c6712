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
];
