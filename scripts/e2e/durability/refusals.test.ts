import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { SQL } from "bun";
import { hookAllow } from "../calls.ts";
import { eventually } from "../eventually.ts";
import { databaseUrl, openSql } from "../installation.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { askRaw, openRaw, type RawAnswer } from "../raw-http.ts";
import { filesWritten, readEvidence, unrecorded, badRefusals } from "./evidence.ts";
import { hookText, type Shot, shoot } from "./hammer.ts";
import { holdFlushes } from "./hold-flush.ts";
import { freezePostgres } from "./postgres.ts";

const queueRowsMax = 16;
const stepMsMax = 20_000;
const testMsMax = 60_000;
const refusedTools = 40;

let server: OwnServer;
let token: string;
let sql: SQL;
const shots: Shot[] = [];

beforeAll(async () => {
  const environment = { SYSTEMPROMPT__AUDIT__QUEUE_ROWS_MAX: String(queueRowsMax) };
  server = await startOwnServer({ environment });
  token = await server.token(firstAdmin);
  sql = openSql(server, "owner");
  await call("hook");
  await call("tool");
}, testMsMax);

afterAll(async () => {
  await sql.close();
  await server.stop();
}, testMsMax);

describe("M05 M06 no answer before its row is durable", () => {
  test(
    "no yes leaves while the flush of its row is held",
    async () => {
      const held = await holdFlushes(server);
      const sent = Array.from({ length: 8 }, async () => {
        const sentMs = Date.now();
        const answer = await askRaw(server.port, hookText(server.port, token));
        return { sentMs, answer, arrivedMs: Date.now() };
      });
      const answers = await Promise.all(sent);
      const flushes = await held.release();
      expect(answers.map(({ answer }) => answer?.body)).toEqual(answers.map(() => hookAllow));
      const uncovered = answers.filter(
        ({ sentMs, arrivedMs }) =>
          !flushes.some(({ fromMs, toMs }) => fromMs >= sentMs && toMs <= arrivedMs),
      );
      expect(uncovered).toEqual([]);
    },
    testMsMax,
  );

  test(
    "a full queue refuses before the act, and says when to come back",
    async () => {
      // Every act under way holds room for its outcome, in whichever batch its decision is.
      const refusedMin = refusedTools - queueRowsMax;
      const { refused, running } = await sql.begin(async (tx) => {
        // The writer waits for its own row: every batch behind it waits too.
        await tx`select 1 from audit_writers where closed_at is null for update`;
        const calls = Array.from({ length: refusedTools }, () => call("tool"));
        return { running: calls, refused: await firstOf(calls, refusedMin) };
      });
      await Promise.all(running);
      expect(refused.map(({ answer }) => answer?.status)).toEqual(refused.map(() => 503));
      for (const { answer } of refused)
        expect(answer?.body).toMatch(/The audit queue is full\.|Too many acts are under way\./);
    },
    testMsMax,
  );

  test(
    "settings that do not keep what is confirmed stop every yes until they are right again",
    async () => {
      await setFsync("off");
      await readyAnswers(503);
      const refused = await Promise.all([call("tool"), call("hook")]);
      await setFsync("on");
      await readyAnswers(200);
      expect(refused.map(({ answer }) => answer?.status)).toEqual([503, 200]);
      expect(refused.map(({ allowed }) => allowed)).toEqual([false, false]);
      expect((await eventually(stepMsMax, allowedCall)).allowed).toBe(true);
    },
    testMsMax,
  );

  test(
    "without a free connection the writer's own goes on; when it is cut, calls are refused",
    async () => {
      const taken = await takeEveryConnection();
      const held = await call("tool");
      const cut = await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'systemprompt audit'`;
      taken.push(...(await takeEveryConnection()));
      const refused = await eventually(stepMsMax, refusedCall);
      await Promise.all(taken.map((connection) => connection.close()));
      const again = await eventually(stepMsMax, allowedCall);
      expect(cut).toHaveLength(1);
      expect([held.allowed, refused.answer?.status, again.allowed]).toEqual([true, 503, true]);
    },
    testMsMax,
  );

  test(
    "a server whose database does not answer at the start serves nothing, and starts once it does",
    async () => {
      process.kill(await server.pid(), "SIGKILL");
      await eventually(stepMsMax, async () =>
        (await openRaw(server.port)) === null ? true : undefined,
      );
      const thaw = freezePostgres(server);
      let started = false;
      const starting = server.start().finally(() => {
        started = true;
      });
      const early: (RawAnswer | null)[] = [];
      const deadline = performance.now() + 1_000;
      while (performance.now() < deadline && !started) {
        early.push(await askRaw(server.port, hookText(server.port, token)));
        await Bun.sleep(50);
      }
      thaw();
      await starting;
      expect(new Set(early)).toEqual(new Set([null]));
      expect((await eventually(stepMsMax, allowedCall)).allowed).toBe(true);
    },
    testMsMax,
  );

  test("every yes has its row, every act its decision, and the chain verifies", async () => {
    await eventually(stepMsMax, async () => {
      const { outcomes } = await readEvidence(sql);
      return outcomes.every((verdicts) => verdicts.length === 1) ? true : undefined;
    });
    const evidence = await readEvidence(sql);
    const written = filesWritten(server);
    expect(unrecorded(shots, written, evidence)).toEqual({ answers: [], acts: [] });
    expect(badRefusals(shots, written)).toEqual([]);
    expect(await server.json("infra", "audit", "verify")).toMatchObject({ ok: true });
  });
});

async function call(kind: Shot["kind"]): Promise<Shot> {
  const connection = await openRaw(server.port);
  if (connection === null) throw new Error("the server does not listen");
  const shot = await shoot(connection, { port: server.port, token }, kind);
  connection.close();
  shots.push(shot);
  return shot;
}

/** The calls that are answered first, in the order of their answers. */
async function firstOf(calls: readonly Promise<Shot>[], count: number): Promise<readonly Shot[]> {
  const answered: Shot[] = [];
  const enough = Promise.withResolvers<undefined>();
  for (const running of calls)
    void running.then((shot) => {
      answered.push(shot);
      if (answered.length >= count) enough.resolve(undefined);
    }, enough.reject);
  await enough.promise;
  return answered.slice(0, count);
}

async function allowedCall(): Promise<Shot | undefined> {
  const shot = await call("tool");
  return shot.allowed ? shot : undefined;
}

async function refusedCall(): Promise<Shot | undefined> {
  const shot = await call("tool");
  return shot.allowed ? undefined : shot;
}

async function setFsync(value: "on" | "off"): Promise<void> {
  await sql.unsafe(`alter system set fsync = ${value}`);
  await sql`select pg_reload_conf()`;
}

/** Logs in from outside until PostgreSQL takes no more. */
async function takeEveryConnection(): Promise<SQL[]> {
  const taken: SQL[] = [];
  for (;;) {
    const connection = new SQL(databaseUrl(server, "reader"), { max: 1 });
    try {
      await connection`select 1`;
    } catch (error) {
      await connection.close();
      if (!String(error).includes("remaining connection slots")) throw error;
      return taken;
    }
    taken.push(connection);
  }
}

async function readyAnswers(status: number): Promise<void> {
  await eventually(stepMsMax, async () =>
    (await fetch(`${server.baseUrl}/readyz`)).status === status ? true : undefined,
  );
}
