import { afterAll, describe, expect, test } from "bun:test";
import { openTestPrimary } from "./test-cluster.ts";
import { openTestStandby, standbyName } from "./test-standby.ts";

const primary = await openTestPrimary();
const standby = await openTestStandby(primary);
afterAll(() => standby.link.close());

const numbers = (rows: readonly { n: number }[]) => rows.map(({ n }) => n);

describe("a standby in tests", () => {
  test("follows its primary and is read-only", async () => {
    await primary.run("create table t (n integer)", "insert into t values (1)");
    await standby.catchUp();
    expect(numbers(await standby.run("select n from t"))).toEqual([1]);
    const refused = await standby.run("insert into t values (2)").catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "FORBIDDEN" });
    const identifier = "select system_identifier::text from pg_control_system()";
    expect(await standby.run(identifier)).toEqual([...(await primary.run(identifier))]);
  });

  test("holds a synchronous commit back while it is frozen", async () => {
    await primary.run(`alter system set synchronous_standby_names = '${standbyName}'`);
    await primary.run("select pg_reload_conf()");
    const thaw = standby.freeze();
    let isDone = false;
    const commit = primary.run("insert into t values (2)").then(() => (isDone = true));
    await primary.run("select pg_sleep(0.3)");
    expect(isDone).toBe(false);
    thaw();
    await commit;
    await primary.run("alter system reset synchronous_standby_names", "select pg_reload_conf()");
  });

  test("lags behind a cut link and is promoted with what it has", async () => {
    await standby.catchUp();
    standby.link.refuse();
    await primary.run("insert into t values (3)");
    await primary.kill();
    await standby.promote();
    await standby.run("insert into t values (4)");
    expect(numbers(await standby.run("select n from t order by n"))).toEqual([1, 2, 4]);
  }, 20_000);
});
