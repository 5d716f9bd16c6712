import { openPolicy } from "#app/governance/open-policy.ts";
import type { LocalDeps } from "#app/runtime/local-deps.ts";
import { findHoldOfUser } from "#domain/audit/holds/read-holds.ts";
import type { ErasureDeps } from "./erase-user.ts";

/** What an erasure asks of the other parts of an installation. */
export function erasureDeps(deps: LocalDeps): ErasureDeps {
  const { database, audit, keyring, installationId, users, profile } = deps;
  const holdKeys = { key: keyring.derive("legal-holds", installationId), installationId };
  return {
    database,
    audit,
    keyring,
    installationId,
    users,
    findHold: (sql, userId) => findHoldOfUser(sql, holdKeys, userId),
    rulesNaming: ({ email }) =>
      openPolicy(profile)
        .rules.filter(({ rule }) => rule.subject.toLowerCase() === `user:${email}`)
        .map(({ rule }) => rule.entity),
  };
}
