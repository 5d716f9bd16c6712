import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Receipt } from "#shared/audit-log.ts";
import { mintRowId } from "../format/row-id.ts";
import {
  decisionEntry,
  openTestEvidence,
  outcomeEntry,
  type TestEvidence,
  turns,
} from "../test-evidence.ts";
import { secondBatchRowsMin } from "./flight.ts";

let evidence: TestEvidence;
beforeEach(async () => {
  evidence = await openTestEvidence();
});
afterEach(() => evidence[Symbol.asyncDispose]());

const many = <Value>(make: () => Value) => Array.from({ length: secondBatchRowsMin }, make);
async function one<Row>(query: string): Promise<Row> {
  const [row] = await evidence.owner.sql.unsafe<(Row & object)[]>(query);
  return row as Row;
}

describe("M09 two batches under way", () => {
  test("state the newest commit that was known when the seal was made", async () => {
    await evidence.owner.sql.unsafe(`
      create function slow_seal() returns trigger language plpgsql as $$
      begin perform pg_sleep(0.2); return new; end $$;
      create trigger slow_seal before insert on audit_seals
        for each row when (new.sequence > 0) execute function slow_seal()`);
    const writer = await evidence.open();
    const first = writer.commit(decisionEntry({ target: "hook://first" }));
    await turns(3);
    const second = many(() => writer.commit(decisionEntry({ target: "hook://second" })));
    await first;
    const third = many(() => writer.commit(decisionEntry({ target: "hook://third" })));
    await Promise.all([...second, ...third]);
    const seals = await evidence.owner.sql<{ previous_commit_at: Date }[]>`
      select previous_commit_at from audit_seals where writer = 1 order by sequence`;
    const [, one, two, three] = seals.map((seal) => seal.previous_commit_at.getTime());
    expect(two).toBe(one as number);
    expect(three).toBeGreaterThan(two as number);
  });

  test("leave a sweep what was answered as refused and may be found committed", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url, decisionWaitMsMax: 300 });
    await writer.commit(decisionEntry({ target: "hook://Bash" }));
    proxy.swallowAnswers();
    await expect(
      writer.commit(decisionEntry({ target: "mcp://workspace/late" })),
    ).rejects.toThrow();
    const foreign = () => ({ id: mintRowId(Date.now()), writer: "9", sequence: 1, epoch: 0 });
    const outcomes = many(() => writer.commitOutcome(foreign() as Receipt, outcomeEntry()));
    await evidence.until(
      async () =>
        (await one<{ count: number }>("select count(*) from audit_events where kind = 'outcome'"))
          .count > 0,
    );
    const stored = await one<{ id: string; open_from: string | null }>(`
      select d.id, w.open_from from audit_events as d, audit_writers as w
       where d.target = 'mcp://workspace/late' and w.number = 1`);
    expect(stored.open_from).toBe(stored.id);
    proxy.heal();
    await Promise.all(outcomes);
    await writer.stop(5_000);
    const ends = await one<{ verdicts: string }>(`
      select string_agg(verdict, ' ' order by id) as verdicts from audit_events
       where target = 'mcp://workspace/late'`);
    expect(ends.verdicts).toBe("allow not_started");
  });

  test("leave no connection behind when it dies before the second was sent", async () => {
    const proxy = await evidence.proxy();
    const writer = await evidence.open({ url: proxy.url });
    proxy.freeze();
    const first = writer.commit(decisionEntry());
    await turns(3);
    const second = many(() => writer.commit(decisionEntry()));
    await turns(3);
    proxy.heal();
    await Promise.all([first, ...second]);
    await writer.stop(5_000);
    await evidence.until(
      async () =>
        (
          await one<{ count: number }>(`
      select count(*) from pg_stat_activity
       where application_name = 'systemprompt audit' and datname = current_database()`)
        ).count === 0,
    );
  });
});

describe("M09 while PostgreSQL does not keep what it confirms", () => {
  test("the writer looks again now and then, not all the time", async () => {
    await evidence.owner.sql.unsafe(`
      create sequence renewals;
      create function count_renewal() returns trigger language plpgsql as $$
      begin perform nextval('renewals'); return new; end $$;
      alter function count_renewal() security definer;
      create trigger count_renewal before update on audit_writers
        for each row execute function count_renewal()`);
    const writer = await evidence.open();
    try {
      await evidence.setFsync("off");
      await evidence.until(async () => {
        await writer.commit(decisionEntry()).catch(() => undefined);
        return writer.trouble !== undefined;
      });
      const before = await one<{ last_value: number }>("select last_value from renewals");
      await evidence.owner.sql`select pg_sleep(1)`;
      const after = await one<{ last_value: number }>("select last_value from renewals");
      expect(after.last_value - before.last_value).toBeLessThan(20);
    } finally {
      await evidence.setFsync("on");
    }
  });

  test("a stop writes what is left and its closing seal", async () => {
    const writer = await evidence.open({ heartbeatMs: 50 });
    const act = await writer.commit(decisionEntry());
    try {
      await evidence.setFsync("off");
      await evidence.until(async () => writer.trouble !== undefined);
      const outcome = writer.commitOutcome(act, outcomeEntry()).catch((error) => error.code);
      await writer.stop(2_000);
      expect(await outcome).toBe("OUTCOME_UNRECORDED");
    } finally {
      await evidence.setFsync("on");
    }
    const stored = await one<{ verdicts: string; closed: boolean }>(`
      select (select string_agg(verdict, ' ' order by id) from audit_events) as verdicts,
             closed_at is not null as closed from audit_writers`);
    expect(stored).toEqual({ verdicts: "allow ok", closed: true });
    expect(evidence.events.troubles.filter((text) => text.includes("rejects"))).toEqual([]);
  });
});
