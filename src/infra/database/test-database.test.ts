import { afterAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import path from "node:path";
import { openDatabase } from "./open-database.ts";
import { createTestDatabase } from "./test-database.ts";

const database = await createTestDatabase();
afterAll(() => database.close());

describe("a test database", () => {
  test("is migrated and open to the application role", async () => {
    const rows = await database.db.sql`select number from schema_migrations order by number`;
    expect(rows.length).toBeGreaterThan(0);
    const [row] = await database.db.sql`select current_user::text as name`;
    expect(row?.name).toStartWith("systemprompt_app_");
  });

  test("is apart from the next one", async () => {
    const other = await createTestDatabase();
    const owner = other.open(other.ownerUrl, { max: 1 });
    await owner.sql`create table mine (n integer)`;
    const rows = await database.db.sql`select 1 from pg_class where relname = 'mine'`;
    expect(rows.length).toBe(0);
    await other.close();
  });

  test("refuses to close over a connection that was left open", async () => {
    const other = await createTestDatabase();
    const leak = openDatabase({ ...other.db.options, max: 1 });
    await leak.sql`select 1`;
    expect(String(await other.close().catch((error: unknown) => error))).toContain("left open");
    await leak.close(100);
  });

  test("goes with its process, also after a kill", async () => {
    const script = `
      import { testServer } from ${JSON.stringify(path.join(import.meta.dir, "test-server.ts"))};
      const { pid, data } = await testServer();
      console.log(JSON.stringify({ pid, data }));
      process.kill(process.pid, "SIGKILL");`;
    const child = Bun.spawn([process.execPath, "-e", script], {
      cwd: import.meta.dir,
      env: { PATH: "/usr/bin:/bin" },
      stdout: "pipe",
      stderr: "inherit",
    });
    const { data } = JSON.parse(await new Response(child.stdout).text()) as { data: string };
    // The watchdog removes the folder last.
    while (existsSync(path.dirname(data))) await Bun.sleep(10);
    expect(existsSync(data)).toBe(false);
  }, 30_000);
});
