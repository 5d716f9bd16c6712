import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initHome } from "#infra/config/find-home.ts";
import { homePaths } from "#infra/config/paths.ts";
import { packagedBinaries } from "#infra/database/embedded/packaged-binaries.ts";
import { stopEmbedded } from "#infra/database/embedded/stop-embedded.ts";
import { openDatabase } from "#infra/database/open-database.ts";
import { createTestDatabase } from "#infra/database/test-database.ts";
import { Keyring } from "#infra/security/keyring.ts";
import { isAppError } from "#shared/errors.ts";
import { type DatabaseSetup, setUpDatabase } from "./set-up-database.ts";
import { removeDraft } from "./setup-draft.ts";
import { writeProfile } from "./write-profile.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "systemprompt-cut-short-")));
// The embedded server runs under another account where the tests run as root.
chmodSync(folder, 0o711);
const data = new Set<string>();

afterAll(async () => {
  for (const cluster of data) await stopEmbedded(cluster);
  rmSync(folder, { recursive: true, force: true });
});

async function makeHome(name: string) {
  const home = initHome(join(folder, name));
  const keyring = await Keyring.create(homePaths(home).masterKey);
  return (profile: string, url: string | null) =>
    setUpDatabase({
      home,
      profile,
      url,
      binaries: packagedBinaries(),
      singleRole: false,
      resetPasswords: false,
      keyring,
    });
}

async function assertOpens({ urls }: DatabaseSetup): Promise<void> {
  for (const url of Object.values(urls)) {
    const database = openDatabase({
      url,
      max: 1,
      applicationName: "test",
      connectTimeoutMs: 5_000,
      statementTimeoutMs: 5_000,
    });
    expect(await database.sql`select 1 as one`).toMatchObject([{ one: 1 }]);
    await database.close(1_000);
  }
}

describe("M50 a setup that was cut short before the profile was written", () => {
  test("is completed by the next one, on a database of one's own", async () => {
    const database = await createTestDatabase({ migrated: false });
    const setUp = await makeHome("external");
    const first = await setUp("local", database.ownerUrl);
    const second = await setUp("local", database.ownerUrl);
    expect(second).toEqual(first);
    await assertOpens(second);
    await database.close();
  });

  test("is completed by the next one, on the embedded database", async () => {
    const setUp = await makeHome("embedded");
    const first = await setUp("local", null);
    data.add(first.embedded?.data ?? "");
    await stopEmbedded(first.embedded?.data ?? "");
    const second = await setUp("local", null);
    expect(second.installationId).toBe(first.installationId);
    await assertOpens(second);
    const home = join(folder, "embedded", ".systemprompt");
    writeProfile({ home, name: "local", port: undefined, singleRole: false, database: second });
    removeDraft(home, "local");
    const another = await setUp("second", null);
    expect(another).toEqual(second);
  }, 60_000);

  test("is refused when nothing knows the embedded database's password any more", async () => {
    const setUp = await makeHome("forgotten");
    const { embedded } = await setUp("local", null);
    data.add(embedded?.data ?? "");
    removeDraft(join(folder, "forgotten", ".systemprompt"), "local");
    const refused = await setUp("local", null).catch((error: unknown) => error);
    expect(isAppError(refused) && refused.code).toBe("CONFLICT");
  }, 60_000);
});
