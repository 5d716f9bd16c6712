import type { Sql } from "#infra/database/database.ts";

/** Whether an operator let this command line run for this server. */
export async function selectApproval(sql: Sql, server: string, digest: string): Promise<boolean> {
  const rows = await sql`
    select 1
      from mcp_command_approvals
     where server = ${server} and digest = ${digest}
     limit 1`;
  return rows.length > 0;
}

/** Lets a command line run. Doing it twice changes nothing. */
export async function insertApproval(
  sql: Sql,
  approval: { readonly server: string; readonly digest: string; readonly approvedBy: string },
): Promise<void> {
  await sql`
    insert into mcp_command_approvals (server, digest, approved_by)
    values (${approval.server}, ${approval.digest}, ${approval.approvedBy})
    on conflict do nothing`;
}
