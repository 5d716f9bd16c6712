import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import { Keyring } from "#infra/security/keyring.ts";
import { settleMasterKey } from "#infra/security/master-key-state.ts";
import { openTestAuditLog, type TestAuditLog } from "#infra/security/test-audit-log.ts";
import { isAppError } from "#shared/errors.ts";
import { mintUuid } from "#shared/ids.ts";
import { localActor } from "#shared/recorded-act.ts";
import { rotateMasterKey } from "./rotate-master-key.ts";
import { SecretStore } from "./service.ts";

const rotations = 20;
const installationId = mintUuid();
const actor = localActor("tester");
let database: TestDatabase;
let audit: TestAuditLog;
let folder = "";
let path = "";

beforeAll(async () => {
  database = await createTestDatabase();
  audit = openTestAuditLog(database.db);
  folder = await mkdtemp(join(tmpdir(), "rotation-"));
  path = join(folder, "master.key");
  await Keyring.create(path);
  const { store } = await open();
  await store.set(actor, { owner: "system", name: "kept", value: "value" });
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

/** As a start does: the key from disk, settled by the database. */
async function open() {
  const keyring = await Keyring.open([{ path, trust: "private" }]);
  await settleMasterKey(database.db, keyring);
  const options = { database: database.db, audit, keyring, installationId };
  return { keyring, store: new SecretStore(options) };
}

async function rotate(): Promise<string> {
  const { keyring } = await open();
  const options = { database: database.db, audit, keyring, installationId, rewraps: [] };
  try {
    return (await rotateMasterKey(options, actor)).to;
  } catch (error) {
    if (isAppError(error) && error.code === "CONFLICT") return "slower";
    throw error;
  }
}

async function startRival(role: "settle" | "rotate") {
  const script = join(import.meta.dir, "test-rival.ts");
  const words = [role, database.appUrl, path, installationId];
  const child = Bun.spawn([process.execPath, script, ...words], { stdin: "pipe", stdout: "pipe" });
  const reader = child.stdout.getReader();
  await reader.read();
  const drained = (async () => {
    while (!(await reader.read()).done);
  })();
  return async () => {
    await child.stdin.end();
    await drained;
    return child.exited;
  };
}

async function readKept(): Promise<string | undefined> {
  const { store } = await open();
  return (await store.resolveForSpawn(["kept"], "system", actor)).get("kept");
}

describe("M13 a rotation of the master key", () => {
  test.each([
    ["settle", "settle"],
    ["rotate", "rotate"],
    ["rotate", "settle"],
  ] as const)(
    "keeps every value while others %s and %s",
    async (one, other) => {
      const roles = [one, other];
      const stops = await Promise.all(roles.map((role) => startRival(role)));
      for (let turn = 0; turn < rotations; turn++) {
        await rotate();
        expect(await readKept()).toBe("value");
      }
      expect(await Promise.all(stops.map((stop) => stop()))).toEqual(roles.map(() => 0));
      expect(await readKept()).toBe("value");
      expect(await readdir(folder)).toContain("master.key");
    },
    60_000,
  );

  test("changes nothing when its new key's file is removed before it commits", async () => {
    const { keyring } = await open();
    const before = keyring.current.id;
    const remove = async () => {
      for (const name of await readdir(folder)) {
        if (name !== "master.key") await rm(join(folder, name));
      }
      return 0;
    };
    const options = { database: database.db, audit, keyring, installationId, rewraps: [remove] };
    const failed = await rotateMasterKey(options, actor).catch((error: unknown) => error);
    expect(isAppError(failed) && failed.message).toContain("nothing was changed");
    expect((await open()).keyring.current.id).toBe(before);
    expect(await readKept()).toBe("value");
  });

  test("writes its key anew from memory when the file is removed after it committed", async () => {
    const { keyring } = await open();
    const settle = keyring.settle.bind(keyring);
    let isCommitted = false;
    keyring.settle = async (id) => {
      if (id !== before && !isCommitted) {
        isCommitted = true;
        for (const name of await readdir(folder)) {
          if (name !== "master.key") await rm(join(folder, name));
        }
      }
      await settle(id);
    };
    const before = keyring.current.id;
    const options = { database: database.db, audit, keyring, installationId, rewraps: [] };
    const { to } = await rotateMasterKey(options, actor);
    expect((await open()).keyring.current.id).toBe(to);
    expect(await readdir(folder)).toEqual(["master.key"]);
    expect(await readKept()).toBe("value");
  });
});
