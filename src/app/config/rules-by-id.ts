import { selectUser } from "#domain/users/queries.ts";
import type { Sql } from "#infra/database/database.ts";
import type { ServicesDiff } from "#infra/config/services/diff-services.ts";

/** `allow user:eve@example.test mcp://workspace`, as a diff writes a rule. */
const addressed = /(?<= user:)\S*@\S*(?= )/;

/**
 * A diff that names people by their ids. Files and configurations may name them by address; the
 * row of the change is sealed and outlives them.
 */
export async function rulesById(sql: Sql, diff: ServicesDiff): Promise<ServicesDiff> {
  const { added, removed } = diff.rules;
  const rules = { added: await byId(sql, added), removed: await byId(sql, removed) };
  return { ...diff, rules };
}

async function byId(sql: Sql, rules: readonly string[]): Promise<readonly string[]> {
  const named: string[] = [];
  for (const rule of rules) {
    const address = addressed.exec(rule)?.[0];
    const user = address === undefined ? null : await selectUser(sql, address);
    named.push(
      address === undefined ? rule : rule.replace(addressed, user?.id ?? "(unknown address)"),
    );
  }
  return named;
}
