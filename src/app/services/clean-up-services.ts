import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { profilePaths, resolveFromHome } from "#infra/config/paths.ts";
import { stopEmbedded } from "#infra/database/embedded/stop-embedded.ts";
import { reapOrphans } from "#infra/processes/tree/reap-orphans.ts";
import { AppError } from "#shared/errors.ts";
import { openProfile, type OpenProfile } from "../runtime/open-profile.ts";
import { readRunFile, removeRunFile } from "../control/run-file.ts";

export interface CleanUpReport {
  /** Processes of an earlier server that were ended. */
  readonly reaped: number;
  /** The database's folder, when it was deleted. */
  readonly deleted: string | null;
  readonly summary: string;
}

/** Folders of ours outside the home, where the database's account could not reach the home. */
const ownStateFolder = /^\/var\/lib\/systemprompt-[0-9a-f]{12}$/;

export async function cleanUpServices(options: {
  readonly profile: string | undefined;
  readonly data: boolean;
}): Promise<CleanUpReport> {
  const open = openProfile({ profile: options.profile });
  if (readRunFile(open.home) !== null) {
    throw new AppError(
      "CONFLICT",
      "The server runs. Stop it first: systemprompt infra services stop",
    );
  }
  const installation = open.profile.installation_id;
  const reaped = installation === undefined ? 0 : reapOrphans(installation);
  removeRunFile(open.home);
  rmSync(open.paths.socket, { force: true });
  const deleted = options.data ? await deleteDatabase(open) : null;
  const gone = deleted === null ? "" : ` Deleted ${deleted} and the profile's record of it.`;
  return { reaped, deleted, summary: `Ended ${reaped} processes.${gone}` };
}

/** With the database goes the profile's secrets file: its passwords open nothing any more. */
async function deleteDatabase({ home, profile }: OpenProfile): Promise<string | null> {
  const { embedded } = profile.database;
  if (embedded === undefined) return null;
  const data = resolveFromHome(home, embedded.data);
  await stopEmbedded(data);
  const parent = dirname(data);
  rmSync(ownStateFolder.test(parent) ? parent : data, { recursive: true, force: true });
  const paths = profilePaths(home, profile.name);
  rmSync(paths.secrets, { force: true });
  rmSync(paths.profile, { force: true });
  return data;
}
