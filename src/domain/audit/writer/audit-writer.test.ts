import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { isAppError } from "#shared/errors.ts";
import {
  decisionEntry,
  openTestEvidence,
  outcomeEntry,
  type TestEvidence,
} from "../test-evidence.ts";
import { verifyDatabase } from "../verify/verify-evidence.ts";
import type { AuditWriter } from "./audit-writer.ts";
import { sweepDeadWriters } from "./sweep-dead-writers.ts";

let evidence: TestEvidence;
beforeEach(async () => {
  evidence = await openTestEvidence();
});
afterEach(() => evidence[Symbol.asyncDispose]());

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "resolved";
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

/** As if the process had held its lease for long. */
const steady = (writer: AuditWriter) => ({ ...writer.lease, steadySinceMs: 0 });

const stored = () => evidence.owner.sql<{ kind: string; verdict: string; target: string }[]>`
  select kind, verdict, target from audit_events order by id`;
const holds = async () => (await verifyDatabase(evidence.database.db)).statement;

describe("M09 M19 an audit row", () => {
  test("is committed, sealed and named by its receipt before the promise resolves", async () => {
    const writer = await evidence.open();
    const receipt = await writer.commit(decisionEntry());
    const [row] = await evidence.owner.sql<{ id: string; sealed: string; at_ms: number }[]>`
      select e.id::text, s.writer || ':' || s.sequence as sealed,
             (extract(epoch from e.at) * 1000)::bigint as at_ms
        from audit_events e join audit_seals s
          on s.writer = e.seal >> 32 and s.sequence = e.seal & 4294967295`;
    expect(row).toMatchObject({ id: receipt.id, sealed: `1:${receipt.sequence}` });
    expect(receipt.epoch).toBeGreaterThan(0);
    expect(Number.parseInt(receipt.id.slice(-1), 16) % 2).toBe(0);
  });

  test("of an outcome has its decision's id with the lowest bit set, and names it", async () => {
    const writer = await evidence.open();
    const decision = await writer.commit(decisionEntry());
    const outcome = await writer.commitOutcome(decision, outcomeEntry());
    expect(BigInt(`0x${outcome.id.replaceAll("-", "")}`)).toBe(
      BigInt(`0x${decision.id.replaceAll("-", "")}`) + 1n,
    );
    const [row] = await evidence.owner.sql`
      select detail->>'decision_id' as named, at = (select at from audit_events
        where id = ${decision.id}) as same_time from audit_events where id = ${outcome.id}`;
    expect(row).toMatchObject({ named: decision.id, same_time: true });
  });

  test("cannot be changed, removed or truncated by the application or by accident", async () => {
    const writer = await evidence.open();
    await writer.commit(decisionEntry());
    for (const table of ["audit_events", "audit_seals", "audit_writers"]) {
      for (const act of [`delete from ${table}`, `truncate ${table}`]) {
        await expect(evidence.database.db.sql.unsafe(act)).rejects.toMatchObject({
          code: "FORBIDDEN",
        });
        await expect(evidence.owner.sql.unsafe(act)).rejects.toMatchObject({ code: "FORBIDDEN" });
      }
    }
    for (const act of [
      "update audit_events set role = 'admin'",
      "update audit_seals set count = 0",
    ]) {
      await expect(evidence.owner.sql.unsafe(act)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    await expect(
      evidence.database.db.sql`update audit_writers set public_key = head`,
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("M09 an unknown commit", () => {
  test("is read back: a batch whose answer was lost is neither lost nor doubled", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url });
    await writer.commit(decisionEntry());
    proxy.swallowAnswers();
    const waiting = writer.commit(decisionEntry({ target: "mcp://workspace/unknown" }));
    await rowWith("mcp://workspace/unknown");
    proxy.heal();
    const receipt = await waiting;
    expect(receipt.sequence).toBe(2);
    expect((await stored()).length).toBe(2);
    expect(evidence.events.troubles.length).toBeGreaterThan(0);
    expect(await holds()).toContain("Internally consistent");
  });

  test("that never arrived is sent again, the same bytes", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url });
    await writer.commit(decisionEntry());
    proxy.refuse();
    const waiting = writer.commit(decisionEntry());
    proxy.heal();
    expect((await waiting).sequence).toBe(2);
    expect((await stored()).length).toBe(2);
    expect(await holds()).toContain("Internally consistent");
  });

  test("follows a warning of the server, however well the statement ended", async () => {
    const writer = await evidence.open();
    await evidence.owner.sql.unsafe(`
      create function warn_once() returns trigger language plpgsql as $$
      begin
        if new.sequence = 1 then raise warning 'the wait for a standby was cancelled'; end if;
        return new;
      end $$;
      create trigger warn_once before insert on audit_seals
        for each row execute function warn_once()`);
    expect((await writer.commit(decisionEntry())).sequence).toBe(1);
    expect(evidence.events.troubles).toEqual(["The audit writer's connection failed."]);
    expect((await stored()).length).toBe(1);
  });

  test("answers AUDIT_UNAVAILABLE at the deadline and not_started when found committed", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url, decisionWaitMsMax: 1_000 });
    // The first statement is prepared in two steps; from the second on it is sent in one.
    await writer.commit(decisionEntry({ target: "hook://Bash" }));
    proxy.swallowAnswers();
    const refused = writer.commit(decisionEntry({ target: "mcp://workspace/late" }));
    expect(await codeOf(refused)).toBe("AUDIT_UNAVAILABLE");
    expect(await codeOf(writer.commit(decisionEntry()))).toBe("AUDIT_UNAVAILABLE");
    await rowWith("mcp://workspace/late");
    proxy.heal();
    await writer.stop(10_000);
    expect(await stored()).toMatchObject([
      { kind: "decision", target: "hook://Bash" },
      { kind: "decision", verdict: "allow" },
      { kind: "outcome", verdict: "not_started", target: "mcp://workspace/late" },
    ]);
    expect(await holds()).toContain("Internally consistent");
  });

  /** Waits in the database, not by the clock: the row's key is locked until its commit. */
  async function rowWith(target: string): Promise<void> {
    for (;;) {
      const rows = await evidence.owner.sql`select from audit_events where target = ${target}`;
      if (rows.length > 0) return;
      await evidence.owner.sql`select pg_sleep(0.01)`;
    }
  }
});

describe("M09 an outcome", () => {
  test("that waits too long rejects OUTCOME_UNRECORDED, and is recorded later", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url, outcomeWaitMsMax: 100 });
    const decision = await writer.commit(decisionEntry());
    proxy.refuse();
    const outcome = writer.commitOutcome(decision, outcomeEntry());
    expect(await codeOf(outcome)).toBe("OUTCOME_UNRECORDED");
    proxy.heal();
    await writer.stop(10_000);
    expect((await stored()).map((row) => row.verdict)).toEqual(["allow", "ok"]);
  });

  test("is there once however often it is committed; what came second is told apart", async () => {
    const writer = await evidence.open();
    const decision = await writer.commit(decisionEntry());
    await writer.commitOutcome(decision, outcomeEntry());
    const again = writer.commitOutcome(decision, outcomeEntry({ verdict: "error" }));
    expect(await codeOf(again)).toBe("OUTCOME_UNRECORDED");
    await writer.stop(5_000);
    expect((await stored()).map((row) => row.target)).toEqual([
      "mcp://workspace/read_file",
      "mcp://workspace/read_file",
      "audit://rejected-row",
    ]);
    expect(await holds()).toContain("Internally consistent");
  });

  test("is given by a stop to acts that have none, except where its room was given back", async () => {
    const writer = await evidence.open();
    await writer.commit(decisionEntry({ target: "mcp://workspace/left_open" }));
    writer.releaseOutcome(
      await writer.commit(decisionEntry({ target: "mcp://workspace/released" })),
    );
    await writer.commit(decisionEntry({ target: "hook://Bash" }));
    await writer.stop(5_000);
    const outcomes = (await stored()).filter((row) => row.kind === "outcome");
    expect(outcomes).toMatchObject([
      { verdict: "interrupted", target: "mcp://workspace/left_open" },
    ]);
  });
});

describe("M09 a stop that PostgreSQL does not answer", () => {
  test("ends at its deadline and leaves no promise open", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url });
    const decision = await writer.commit(decisionEntry());
    proxy.freeze();
    const waiting = [
      codeOf(writer.commitOutcome(decision, outcomeEntry())),
      codeOf(writer.commit(decisionEntry())),
    ];
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    waiting.push(codeOf(writer.commitOutcome(decision, outcomeEntry())));
    await writer.stop(50);
    expect(await Promise.all(waiting)).toEqual([
      "OUTCOME_UNRECORDED",
      "AUDIT_UNAVAILABLE",
      "OUTCOME_UNRECORDED",
    ]);
  });
});

describe("M09 the queue", () => {
  test("refuses when its share is full, keeps a share for each, and always takes outcomes", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url, queueRowsMax: 16 });
    const decision = await writer.commit(decisionEntry());
    proxy.freeze();
    const first = writer.commit(decisionEntry());
    await new Promise(setImmediate);
    const many = Array.from({ length: 40 }, () => codeOf(writer.commit(decisionEntry())));
    const denied = Array.from({ length: 40 }, () =>
      codeOf(writer.commit(decisionEntry({ verdict: "deny" }))),
    );
    const outcome = writer.commitOutcome(decision, outcomeEntry());
    proxy.heal();
    await Promise.all([first, outcome]);
    const count = (codes: readonly string[]) => codes.filter((code) => code === "resolved").length;
    expect(count(await Promise.all(many))).toBeLessThanOrEqual(13);
    expect(count(await Promise.all(denied))).toBe(4);
    expect((await stored()).filter((row) => row.kind === "outcome").length).toBe(1);
  });

  test("is not blocked by a row that PostgreSQL rejects: it is isolated and stood in for", async () => {
    const writer = await evidence.open();
    await evidence.owner.sql.unsafe(`
      create function reject_poison() returns trigger language plpgsql as $$
      begin
        if new.target like '%poison%' then
          raise exception 'rejected' using errcode = 'invalid_text_representation';
        end if;
        return new;
      end $$;
      create trigger reject_poison before insert on audit_events
        for each row execute function reject_poison()`);
    const codes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        codeOf(
          writer.commit(decisionEntry({ target: index === 13 ? "hook://poison" : "hook://Bash" })),
        ),
      ),
    );
    expect(codes.filter((code) => code === "resolved").length).toBe(19);
    expect(codes[13]).toBe("AUDIT_UNAVAILABLE");
    await writer.stop(5_000);
    const rows = await stored();
    expect(rows.filter((row) => row.target === "hook://Bash").length).toBe(19);
    expect(rows.filter((row) => row.target === "audit://rejected-row").length).toBe(1);
    expect(await holds()).toContain("Internally consistent");
  });

  test("refuses an entry that jsonb would change, and nothing is written", async () => {
    const writer = await evidence.open();
    for (const detail of [
      { n: 0.5 },
      { n: 2 ** 53 },
      { n: -0 },
      { s: "\u0000" },
      { s: "\ud800" },
    ]) {
      expect(await codeOf(writer.commit(decisionEntry({ detail })))).toBe("INVALID_INPUT");
    }
    expect(await stored()).toEqual([] as never);
  });
});

describe("M09 durability", () => {
  test("is checked by every commit: fsync off refuses, and on again serves", async () => {
    const writer = await evidence.open({ heartbeatMs: 50 });
    try {
      await evidence.setFsync("off");
      await evidence.until(() => writer.trouble !== undefined);
      expect(await codeOf(writer.commit(decisionEntry()))).toBe("AUDIT_UNAVAILABLE");
    } finally {
      await evidence.setFsync("on");
    }
    await evidence.until(() => writer.trouble === undefined);
    expect(await codeOf(writer.commit(decisionEntry()))).toBe("resolved");
  });

  test("on a standby is refused at the start when no standby is named", async () => {
    expect(await codeOf(evidence.open({ durability: "remote_flush" }))).toBe("AUDIT_UNAVAILABLE");
  });

  test("cannot be weakened by a default of the database", async () => {
    const [row] = await evidence.owner.sql<{ name: string }[]>`select current_database() as name`;
    await evidence.owner.sql.unsafe(`alter database "${row?.name}" set synchronous_commit = off`);
    const writer = await evidence.open();
    expect(await codeOf(writer.commit(decisionEntry()))).toBe("resolved");
  });
});

describe("M09 M58 writers", () => {
  test("whose chain was advanced by somebody else call it a loss and begin anew", async () => {
    const writer = await evidence.open();
    await writer.commit(decisionEntry());
    await evidence.tamper("update audit_writers set seq = 7 where number = 1");
    expect(await codeOf(writer.commit(decisionEntry()))).toBe("AUDIT_UNAVAILABLE");
    expect(evidence.events.lost).toMatchObject([
      { writer: 1, sequence: 1, found: { sequence: 7 } },
    ]);
    await evidence.until(() => writer.trouble === undefined);
    expect(await codeOf(writer.commit(decisionEntry()))).toBe("resolved");
    const [genesis] = await evidence.owner.sql<{ note: object }[]>`
      select note from audit_seals where writer = 2 and sequence = 0`;
    expect(genesis?.note).toMatchObject({ lost: [{ writer: 1, sequence: 1 }], follows: 1 });
  });

  test("that are fenced commit nothing more and tell their process", async () => {
    const writer = await evidence.open();
    await writer.commit(decisionEntry());
    await evidence.owner.sql`update audit_writers set fenced_at = now() where number = 1`;
    expect(await codeOf(writer.commit(decisionEntry()))).toBe("AUDIT_UNAVAILABLE");
    expect(evidence.events.fenced).toBe(1);
    expect(await codeOf(writer.commit(decisionEntry()))).toBe("AUDIT_UNAVAILABLE");
    expect((await stored()).length).toBe(1);
  });

  test("whose lease is over are fenced by one of two sweeps; open acts are interrupted", async () => {
    const proxy = await evidence.proxy();
    const dead = await evidence.open({ url: proxy.url });
    const other = await evidence.open();
    const done = await dead.commit(decisionEntry({ target: "mcp://workspace/done" }));
    await dead.commitOutcome(done, outcomeEntry({ target: "mcp://workspace/done" }));
    await dead.commit(decisionEntry({ target: "mcp://workspace/open" }));
    await dead.commit(decisionEntry({ target: "hook://Bash" }));
    await dead.commit(decisionEntry({ verdict: "deny" }));
    proxy.refuse();
    await evidence.tamper(
      "update audit_writers set lease_until = now() - interval '1 second' where number = 1",
    );
    const database = evidence.database.db;
    const sweeps = await Promise.all([
      sweepDeadWriters(database, other, steady(other)),
      sweepDeadWriters(database, other, steady(other)),
    ]);
    expect(sweeps.flatMap((sweep) => sweep.fenced)).toEqual([1]);
    expect(sweeps.reduce((sum, sweep) => sum + sweep.interrupted, 0)).toBe(1);
    proxy.heal();
    expect(await codeOf(dead.commit(decisionEntry()))).toBe("AUDIT_UNAVAILABLE");
    expect(evidence.events.fenced).toBe(1);
    expect((await stored()).filter((row) => row.verdict === "interrupted")).toMatchObject([
      { kind: "outcome", target: "mcp://workspace/open" },
    ]);
    expect(await holds()).toContain("Internally consistent");
  });

  test("whose lease is over are not fenced by their own sweep", async () => {
    const writer = await evidence.open();
    await evidence.tamper(
      "update audit_writers set lease_until = now() - interval '1 second' where number = 1",
    );
    const { fenced } = await sweepDeadWriters(evidence.database.db, writer, steady(writer));
    expect(fenced).toEqual([]);
    await writer.commit(decisionEntry());
    expect(await stored()).toHaveLength(1);
  });

  test("register one after the other without gaps, however many start at once", async () => {
    const writers = await Promise.all(Array.from({ length: 5 }, () => evidence.open()));
    await Promise.all(writers.map((writer) => writer.commit(decisionEntry())));
    expect(writers.map((writer) => writer.head.writer).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(await holds()).toContain("Internally consistent");
  });

  test("go over to a new number when their sequence is used up", async () => {
    const writer = await evidence.open({ sequencesPerWriterMax: 2 });
    for (let row = 0; row < 5; row += 1)
      await writer.commit(decisionEntry({ target: "hook://Bash" }));
    expect(writer.head.writer).toBe(3);
    expect(await holds()).toContain("Internally consistent");
  });
});
