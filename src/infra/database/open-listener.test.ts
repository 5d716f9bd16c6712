import { afterAll, describe, expect, test } from "bun:test";
import { openListener } from "./open-listener.ts";
import { createTestDatabase } from "./test-database.ts";

const database = await createTestDatabase();
afterAll(() => database.close());
const { db, url, ownerUrl } = database;
const owner = database.open(ownerUrl, { max: 1 });

describe("a listener", () => {
  test("hears its channel, and again after its connection was cut", async () => {
    const heard: string[] = [];
    let next = Promise.withResolvers<void>();
    const reconnected = Promise.withResolvers<void>();
    const listener = openListener({
      url,
      channels: ["weather"],
      applicationName: "listener under test",
      connectTimeoutMs: 5_000,
      onNotify: (payload) => {
        heard.push(payload);
        next.resolve();
      },
      onReconnect: reconnected.resolve,
    });
    await listener.ready;
    await db.sql`select pg_notify('weather', 'rain')`;
    await next.promise;
    next = Promise.withResolvers<void>();
    await owner.sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'listener under test'`;
    await reconnected.promise;
    await db.sql`select pg_notify('weather', 'sun')`;
    await next.promise;
    expect(heard).toEqual(["rain", "sun"]);
    await listener.close(1_000);
  });

  test("notices a frozen connection by its heartbeat", async () => {
    const reconnected = Promise.withResolvers<void>();
    const listener = openListener({
      url,
      channels: ["weather"],
      applicationName: "frozen listener",
      connectTimeoutMs: 5_000,
      heartbeatMs: 50,
      onNotify: () => undefined,
      onReconnect: reconnected.resolve,
    });
    await listener.ready;
    const [row] = await owner.sql<{ pid: number }[]>`
      select pid from pg_stat_activity where application_name = 'frozen listener'`;
    process.kill(row?.pid ?? Number.NaN, "SIGSTOP");
    await reconnected.promise;
    process.kill(row?.pid ?? Number.NaN, "SIGCONT");
    await listener.close(1_000);
    expect(row?.pid).toBeGreaterThan(0);
  }, 20_000);

  test("that never gets through can be closed", async () => {
    const wrong = new URL(url);
    wrong.password = "wrong";
    const listener = openListener({
      url: wrong.href,
      channels: ["weather"],
      applicationName: "locked out",
      connectTimeoutMs: 5_000,
      onNotify: () => undefined,
      onReconnect: () => undefined,
    });
    await listener.close(1_000);
    expect(await Promise.race([listener.ready.then(() => "heard"), Bun.sleep(0)])).toBeUndefined();
  });
});
