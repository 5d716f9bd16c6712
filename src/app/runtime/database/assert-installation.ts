import type { Profile } from "#infra/config/profile.ts";
import type { Database } from "#infra/database/database.ts";
import { readInstallationId } from "#infra/database/roles/provision-roles.ts";
import { readSystemIdentifier } from "#infra/database/system-identifier.ts";
import { AppError } from "#shared/errors.ts";

/** Before anything is written: an empty cluster behind the same URL must not be taken for ours. */
export async function assertCluster(database: Database, profile: Profile): Promise<void> {
  const pinned = profile.database.system_identifier;
  if (pinned === undefined) return;
  const found = await readSystemIdentifier(database.sql);
  if (pinned === found) return;
  throw new AppError(
    "CONFIG_INVALID",
    `The database is on another PostgreSQL cluster (${found}) than the one of the profile ` +
      `${profile.name} (${pinned}). Point the profile at its own; where you moved it there ` +
      `yourself, set database.system_identifier in the profile to "${found}".`,
  );
}

/** The id of the installation that the database belongs to; refused when it is another's. */
export async function assertInstallation(database: Database, profile: Profile): Promise<string> {
  await assertCluster(database, profile);
  const pinned = profile.installation_id;
  const found = await readInstallationId(database.sql);
  if (pinned === undefined || pinned === found) return found;
  throw new AppError(
    "CONFIG_INVALID",
    `The database belongs to installation ${found}; the profile is pinned to ${pinned}. Point the ` +
      "profile at its own database, or restore that one.",
  );
}
