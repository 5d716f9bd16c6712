import { afterAll, beforeAll, expect, test } from "bun:test";
import { fillPastMonth, rowsPerTestMonth } from "#app/retention/test-installation.ts";
import { addMonths, monthOf } from "#infra/database/partitions/month-bounds.ts";
import { databaseUrl } from "../installation.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { askRaw } from "../raw-http.ts";
import { hookAllow } from "../calls.ts";
import { hookText } from "./hammer.ts";

const testMsMax = 120_000;
const month = addMonths(monthOf(Date.now()), -20);
const name = `${month.year}-${String(month.month).padStart(2, "0")}`;

let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer();
}, testMsMax);
afterAll(() => server.stop(), testMsMax);

interface Applied {
  readonly month: string;
  readonly result: string;
  readonly rows: number;
  readonly kept: number;
}

const audit = <T>(...words: string[]) => server.json<T>("infra", "audit", ...words);
const run = () => audit<readonly Applied[]>("retention", "run", "--yes");

test(
  "M09 a month goes while the server answers, a hold keeps it and its people, and all verifies",
  async () => {
    await fillPastMonth(server.folder, databaseUrl(server, "owner"), month);
    const token = await server.token(firstAdmin);
    const eve = await server.createUser("eve@example.test", "user");
    const { hold_id: id } = await audit<{ hold_id: string }>(
      ...["hold", "place", "--reason", "claim 4711", "--user", eve.id],
    );
    expect(await run()).toEqual([]);
    const erased = await server.tryCli(["admin", "users", "erase", eve.id, "--yes"]);
    expect(erased.code).not.toBe(0);
    expect(erased.stderr).toContain(id);
    await audit("hold", "release", id, "--reason", "settled");

    let isDone = false;
    const answers: (string | undefined)[] = [];
    const calling = (async () => {
      while (!isDone) {
        answers.push((await askRaw(server.port, hookText(server.port, token)))?.body);
      }
    })();
    const applied = await run();
    isDone = true;
    await calling;
    expect(applied).toMatchObject([
      { month: name, result: "dropped", rows: rowsPerTestMonth, kept: 1 },
    ]);
    expect(answers.length).toBeGreaterThan(0);
    expect(new Set(answers)).toEqual(new Set([hookAllow]));
    expect(await audit("verify")).toMatchObject({
      ok: true,
      tombstones: 1,
      rows_dropped: rowsPerTestMonth - 1,
    });
    await server.cli("admin", "users", "erase", eve.id, "--yes");
    expect(await audit("verify")).toMatchObject({ ok: true });
  },
  testMsMax,
);
