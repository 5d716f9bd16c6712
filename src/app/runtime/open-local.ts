import { createLogger } from "#infra/logging/logger.ts";
import { settleMasterKey } from "#infra/security/master-key-state.ts";
import { osAccountName } from "#infra/processes/os-account.ts";
import { systemClock } from "#shared/clock.ts";
import { localActor } from "#shared/recorded-act.ts";
import { assertInstallation } from "./database/assert-installation.ts";
import { Closers } from "./closers.ts";
import { LazyAudit } from "./lazy-audit.ts";
import type { LocalDeps } from "./local-deps.ts";
import { openEvidence } from "./open-evidence.ts";
import { openIdentityServices } from "./open-identity.ts";
import { openKeyring, openProfile } from "./open-profile.ts";
import {
  databaseUrls,
  openPool,
  startProfileDatabase,
  stopProfileDatabase,
} from "./profile-database.ts";
import { readRunFile } from "../control/run-file.ts";

const closeMsMax = 2_000;
/** EX_SOFTWARE: another process took this writer for dead. */
const fencedExit = 70;

/** Opens a profile for one CLI verb: file permission on `.systemprompt/` is the trust. */
export async function openLocal(request: { readonly profile?: string }): Promise<LocalDeps> {
  const open = openProfile(request);
  const closers = new Closers();
  try {
    return await openServices(open, closers);
  } catch (error) {
    await closers.closeAll();
    throw error;
  }
}

async function openServices(
  open: ReturnType<typeof openProfile>,
  closers: Closers,
): Promise<LocalDeps> {
  const { profile } = open;
  const urls = databaseUrls(profile);
  if (await startProfileDatabase(open)) {
    closers.defer("embedded database", () => stopProfileDatabase(open));
  }
  const database = openPool(profile, {
    url: urls.app,
    applicationName: "systemprompt cli",
    max: 1,
  });
  closers.defer("database", () => database.close(closeMsMax));
  const keyring = await openKeyring(open);
  const installationId = await assertInstallation(database, profile);
  await settleMasterKey(database, keyring);
  const log = createLogger({
    level: "warn",
    clock: systemClock,
    format: "text",
    write: (line) => process.stderr.write(`${line}\n`),
  });
  const audit = new LazyAudit(() =>
    openEvidence({
      profile,
      keyring,
      installationId,
      log,
      anchors: open.paths.anchors,
      onFenced: () => process.exit(fencedExit),
    }),
  );
  closers.defer("audit", () => audit.stop());
  return {
    ...open,
    ...openIdentityServices({
      profile,
      database,
      keyring,
      installationId,
      audit,
      servedAt: servedAt(open),
    }),
    urls,
    database,
    keyring,
    installationId,
    audit,
    actor: localActor(osAccountName()),
    close: async () => {
      const [failure] = await closers.closeAll();
      if (failure !== undefined) throw failure.error;
    },
  };
}

/** A token is for the server that runs, which may listen on a port given for this run alone. */
function servedAt({ home, profile }: ReturnType<typeof openProfile>): string | undefined {
  const running = readRunFile(home);
  return running?.profile === profile.name ? running.publicUrl : undefined;
}
