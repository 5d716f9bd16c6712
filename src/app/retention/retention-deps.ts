import { knownInstallationKeys } from "#app/runtime/open-evidence.ts";
import type { OpenProfile } from "#app/runtime/open-profile.ts";
import { databaseUrls } from "#app/runtime/profile-database.ts";
import { Holds } from "#domain/audit/holds/change-holds.ts";
import type { DropDeps } from "#domain/audit/retention/drop-month.ts";
import type { Database } from "#infra/database/database.ts";
import { openDatabase } from "#infra/database/open-database.ts";
import type { Keyring } from "#infra/security/keyring.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { systemClock } from "#shared/clock.ts";
import type { Actor } from "#shared/recorded-act.ts";

export interface RetentionParts {
  readonly open: OpenProfile;
  readonly database: Database;
  readonly keyring: Keyring;
  readonly installationId: string;
  readonly audit: AuditLog;
  readonly actor: Actor;
}

/** Counting and copying a month of many millions of rows takes longer than a call may. */
const statementMsMax = 900_000;

/** An owner's connection for one run of retention. */
export function openRetentionOwner({
  open,
  database,
}: Pick<RetentionParts, "open" | "database">): Database {
  return openDatabase({
    ...database.options,
    url: databaseUrls(open.profile).owner,
    applicationName: "systemprompt retention",
    max: 1,
    statementTimeoutMs: statementMsMax,
  });
}

export async function retentionDeps(parts: RetentionParts, owner: Database): Promise<DropDeps> {
  const { open, keyring, installationId, audit, actor } = parts;
  return {
    owner,
    audit,
    actor,
    tombstones: { key: keyring.derive("tombstones", installationId), installationId },
    holds: { key: keyring.derive("legal-holds", installationId), installationId },
    installationKeys: await knownInstallationKeys({ paths: open.paths, keyring, installationId }),
  };
}

export function openHolds(parts: Omit<RetentionParts, "open" | "actor">): Holds {
  const { database, keyring, installationId, audit } = parts;
  const key = keyring.derive("legal-holds", installationId);
  return new Holds({ key, installationId, database, audit, nowMs: systemClock.nowMs });
}
