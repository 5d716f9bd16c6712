import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import { keyBytes, SecretKey } from "#infra/security/secret-key.ts";
import { systemRandom } from "#shared/random.ts";
import { insertApproval, selectApproval } from "./queries.ts";

const key = new SecretKey("approvals", systemRandom(keyBytes));
const approvedBy = "local:tester";
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const isApproved = (server: string, digest: string, under = key) =>
  selectApproval(database.db.sql, under, { server, digest });

const forge = (server: string, digest: string, mac: string) => database.db.sql`
  insert into mcp_command_approvals (server, digest, approved_by, mac)
  values (${server}, ${digest}, ${approvedBy}, ${mac})`;

describe("M49 the approval of a command", () => {
  test("counts for its server and command line alone, however often it is given", async () => {
    expect(await isApproved("files", "d1")).toBe(false);
    await insertApproval(database.db.sql, key, { server: "files", digest: "d1", approvedBy });
    await insertApproval(database.db.sql, key, { server: "files", digest: "d1", approvedBy });
    expect(await isApproved("files", "d1")).toBe(true);
    expect(await isApproved("files", "d2")).toBe(false);
    expect(await isApproved("other", "d1")).toBe(false);
  });

  test("does not count when SQL added it", async () => {
    await insertApproval(database.db.sql, key, { server: "mail", digest: "d1", approvedBy });
    const [genuine] = await database.db.sql<{ mac: string }[]>`
      select mac from mcp_command_approvals where server = 'mail'`;
    await forge("mail", "d2", genuine?.mac ?? "");
    await forge("chat", "d1", genuine?.mac ?? "");
    expect([await isApproved("mail", "d2"), await isApproved("chat", "d1")]).toEqual([
      false,
      false,
    ]);
    const other = new SecretKey("approvals", systemRandom(keyBytes));
    expect(await isApproved("mail", "d1", other)).toBe(false);
  });

  test("can be given although SQL added a row in its place", async () => {
    await forge("taken", "d1", "forged");
    expect(await isApproved("taken", "d1")).toBe(false);
    await insertApproval(database.db.sql, key, { server: "taken", digest: "d1", approvedBy });
    expect(await isApproved("taken", "d1")).toBe(true);
  });
});
