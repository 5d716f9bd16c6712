import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openTestStandby, standbyName, type TestStandby } from "#infra/database/test-standby.ts";
import { type Shot, shoot, startHammer } from "../../e2e/durability/hammer.ts";
import { eventually } from "../../e2e/eventually.ts";
import { openRaw } from "../../e2e/raw-http.ts";
import { whole } from "../length.ts";
import { type Served, startServed } from "./served.ts";

const startMsMax = 60_000;
const stepMsMax = 30_000;
const testMsMax = 90_000;

interface Report {
  readonly ok: boolean;
  readonly statement: string;
  readonly losses: readonly { writer: number; first: number; last: number }[];
  readonly first_bad?: { readonly problem: string };
}

let served: Served;
let standby: TestStandby;

async function start(): Promise<void> {
  served = await startServed({ profile: { audit: "  anchor_seconds: 1\n" } });
  standby = await openTestStandby(served.primary);
}

async function stop(): Promise<void> {
  await served.stop();
  await standby.link.close();
  await standby.kill();
}

async function call(kind: Shot["kind"] = "tool"): Promise<Shot> {
  const { server, token } = served;
  const connection = await openRaw(server.port);
  if (connection === null) throw new Error("the server does not listen");
  const shot = await shoot(connection, { port: server.port, token }, kind);
  connection.close();
  return shot;
}

const allowedCall = () =>
  eventually(stepMsMax, async () => {
    const shot = await call();
    return shot.allowed ? shot : undefined;
  });

const headsFile = () => join(served.server.folder, ".systemprompt/anchors/heads.jsonl");

/** Waits until the file of heads names the newest seal that the primary has. */
async function anchored(): Promise<void> {
  await eventually(stepMsMax, async () => {
    const [newest] = await served.withSql<{ head: string }[]>(
      (sql) =>
        sql`
        select encode(head, 'hex') as head from audit_writers
         where closed_at is null order by number desc limit 1`,
    );
    const text = existsSync(headsFile()) ? readFileSync(headsFile(), "utf8") : "";
    return text.includes(newest?.head ?? "no head") ? true : undefined;
  });
}

/** What an auditor keeps elsewhere. */
function keepHeads(name: string): string {
  const path = join(served.server.folder, name);
  copyFileSync(headsFile(), path);
  return path;
}

async function verify(...words: string[]): Promise<Report> {
  const result = await served.server.tryCli(["infra", "audit", "verify", ...words, "--json"]);
  const report = JSON.parse(result.stdout) as Report;
  expect(result.code).toBe(report.ok ? 0 : 1);
  return report;
}

async function failOver(): Promise<void> {
  await served.primary.kill();
  await standby.promote();
  served.proxy.retarget(standby.url);
  served.proxy.cut();
}

const reasons = async () => (await served.health()).reasons.join("\n");
const log = () => served.server.read(".systemprompt/logs/server.log");

describe("M09 M58 a failover to a standby that lags, behind the same URL", () => {
  beforeAll(start, startMsMax);
  afterAll(stop, startMsMax);

  test(
    "is announced before it happens: with local durability rows may be lost",
    async () => {
      await eventually(stepMsMax, async () =>
        (await reasons()).includes("a failover may lose the last rows") ? true : undefined,
      );
    },
    testMsMax,
  );

  test(
    "raises AUDIT_HISTORY_LOST in health and log, and serves again by itself",
    async () => {
      await allowedCall();
      await standby.catchUp();
      await anchored();
      keepHeads("kept-before.jsonl");
      standby.link.refuse();
      await allowedCall();
      await anchored();
      keepHeads("lost.jsonl");
      const pid = await served.server.pid();
      await failOver();
      await allowedCall();
      expect(await reasons()).toContain("AUDIT_HISTORY_LOST");
      expect(log()).toContain("AUDIT_HISTORY_LOST: the database lost committed rows");
      expect(await served.server.pid()).toBe(pid);
      await served.ready(200);
    },
    testMsMax,
  );

  test(
    "verifies with the loss stated; heads that were kept elsewhere tell what is gone",
    async () => {
      const told = await verify();
      expect(told).toMatchObject({ ok: true, losses: [{ writer: expect.any(Number) }] });
      expect(told.statement).toContain("Loss stated");
      expect(
        await verify("--expect", join(served.server.folder, "kept-before.jsonl")),
      ).toMatchObject({ ok: true, anchored: true });
      const lost = await verify("--expect", join(served.server.folder, "lost.jsonl"));
      expect(lost.ok).toBe(false);
      expect(lost.first_bad?.problem).toContain("were lost, as writer");
    },
    testMsMax,
  );

  test(
    "is told once: after a restart the alarm is in the evidence, not in health",
    async () => {
      await served.server.cli("infra", "services", "restart");
      await allowedCall();
      expect(await reasons()).not.toContain("AUDIT_HISTORY_LOST");
      expect(await verify()).toMatchObject({ ok: true, losses: [{}] });
    },
    testMsMax,
  );
});

describe.skipIf(!whole)(
  "M09 M58 an old copy of the database, put in its place while the server is stopped",
  () => {
    beforeAll(start, startMsMax);
    afterAll(stop, startMsMax);

    test(
      "is noticed at the start, stated in the evidence and served",
      async () => {
        await allowedCall();
        await standby.catchUp();
        standby.link.refuse();
        for (let more = 0; more < 3; more++) await allowedCall();
        await served.server.cli("infra", "services", "stop");
        const kept = keepHeads("kept.jsonl");
        await failOver();
        const cut = await verify();
        expect(cut.ok).toBe(false);
        expect(cut.first_bad?.problem).toBe(
          "the seal that the local file of heads holds is missing",
        );
        await served.server.start();
        await allowedCall();
        expect(await reasons()).toContain("AUDIT_HISTORY_LOST");
        const told = await verify();
        expect(told).toMatchObject({ ok: true, losses: [{}] });
        expect((await verify("--expect", kept)).ok).toBe(false);
      },
      testMsMax,
    );
  },
);

// Its parts are tested beside the writer; the executable takes too long for the short form.
describe.skipIf(!whole)("M09 M58 remote_flush with a synchronous standby", () => {
  beforeAll(async () => {
    await start();
    await served.primary.run(
      `alter system set synchronous_standby_names = '${standbyName}'`,
      "select pg_reload_conf()",
    );
    await standby.catchUp();
    const path = ".systemprompt/profiles/local/profile.yaml";
    const { server } = served;
    server.write(
      path,
      server.read(path).replace("audit:\n", "audit:\n  durability: remote_flush\n"),
    );
    await server.cli("infra", "services", "restart");
  }, startMsMax);
  afterAll(stop, startMsMax);

  test(
    "lets nothing go while the standby is frozen, and goes on when it is back",
    async () => {
      await allowedCall();
      const { server, token } = served;
      const hammer = startHammer({
        ...{ port: server.port, token, hookConnections: 4, toolConnections: 4 },
      });
      const thaw = standby.freeze();
      await served.ready(503);
      const refused = hammer.shots.length;
      await eventually(stepMsMax, () => (hammer.shots.length > refused + 20 ? true : undefined));
      expect(hammer.shots.slice(refused).filter(({ allowed }) => allowed)).toEqual([]);
      thaw();
      await served.ready(200);
      await hammer.stop();
      await allowedCall();
      expect(await reasons()).not.toContain("a failover may lose");
    },
    testMsMax,
  );

  test(
    "loses no answered call in a failover: the standby has what was allowed",
    async () => {
      const allowed = [await allowedCall(), await allowedCall()];
      await failOver();
      await standby.run("alter system reset synchronous_standby_names", "select pg_reload_conf()");
      const { pathname } = new URL(served.database.ownerUrl);
      const rows = await standby.run<{ datname: string }>(
        `select datname from pg_database where datname = '${pathname.slice(1)}'`,
      );
      expect(rows).toHaveLength(1);
      const path = ".systemprompt/profiles/local/profile.yaml";
      const { server } = served;
      server.write(
        path,
        server.read(path).replace("durability: remote_flush", "durability: local"),
      );
      await server.cli("infra", "services", "restart");
      await allowedCall();
      for (const { answer } of allowed) {
        const trace = answer?.headers.get("x-trace-id") ?? "";
        const trail = await server.json<{ rows?: unknown[] }>("infra", "logs", "audit", trace);
        expect(JSON.stringify(trail)).toContain("outcome");
      }
      expect(await verify()).toMatchObject({ ok: true, losses: [] });
    },
    testMsMax,
  );
});
