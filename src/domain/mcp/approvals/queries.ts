import type { Sql } from "#infra/database/database.ts";
import { hmacFields } from "#infra/security/digest.ts";
import type { SecretKey } from "#infra/security/secret-key.ts";

export interface Approval {
  readonly server: string;
  readonly digest: string;
}

/** A row can be added in SQL; only who holds the key can approve. */
function approvalMac(key: SecretKey, { server, digest }: Approval): string {
  return hmacFields(key, ["command-approval", server, digest]).toString("hex");
}

/** Whether an operator let this command line run for this server. */
export async function selectApproval(
  sql: Sql,
  key: SecretKey,
  approval: Approval,
): Promise<boolean> {
  const rows = await sql`
    select 1
      from mcp_command_approvals
     where server = ${approval.server} and digest = ${approval.digest}
       and mac = ${approvalMac(key, approval)}
     limit 1`;
  return rows.length > 0;
}

/** Lets a command line run. Doing it twice changes nothing. */
export async function insertApproval(
  sql: Sql,
  key: SecretKey,
  approval: Approval & { readonly approvedBy: string },
): Promise<void> {
  await sql`
    insert into mcp_command_approvals (server, digest, approved_by, mac)
    values (${approval.server}, ${approval.digest}, ${approval.approvedBy},
            ${approvalMac(key, approval)})
    on conflict do nothing`;
}
