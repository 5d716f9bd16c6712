import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { verifyDatabase } from "#domain/audit/verify/verify-evidence.ts";
import { countStatements, failQuery } from "#infra/database/observe-statements.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { AppError, isAppError } from "#shared/errors.ts";
import { actor, openTestErasure, type Person, type TestErasure } from "./test-person.ts";

let erasure: TestErasure;
beforeAll(async () => {
  erasure = await openTestErasure();
}, 30_000);
afterAll(() => erasure[Symbol.asyncDispose]());

/** Whole or not at all, and never usable again once it may have happened. */
async function standing(person: Person): Promise<"whole" | "erased"> {
  const found = await erasure.users.find(person.user.id);
  const isNamed = found.email === person.user.email;
  const { sql } = erasure.evidence.owner;
  const [held] = await sql<{ keys: number; secrets: number; tokens: number; sessions: number }[]>`
    select (select count(*) from secret_data_keys where owner = ${found.id} and wrapped is not null)
             ::int as keys,
           (select count(*) from secrets where owner = ${found.id} and sealed is not null)
             ::int as secrets,
           (select count(*) from personal_access_tokens
             where user_id = ${found.id} and revoked_at is null)::int as tokens,
           (select count(*) from user_sessions where user_id = ${found.id} and ended_at is null)
             ::int as sessions`;
  const one = isNamed ? 1 : 0;
  expect(held).toEqual({ keys: one, secrets: one, tokens: one, sessions: one });
  return isNamed ? "whole" : "erased";
}

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
  return "accepted";
}

async function completes(person: Person): Promise<void> {
  expect(await erasure.erase(person.user.id)).toMatchObject({ already: false });
  expect(await standing(person)).toBe("erased");
  const shown = (await erasure.executions(person.decisions)).map((one) => one.excerpts);
  expect(shown).toEqual(["erased", "erased"]);
  expect(await erasure.erase(person.user.id)).toMatchObject({ already: true });
}

/** An audit that takes so many rows more and then none. */
function auditFor(rows: number): AuditLog {
  const { audit } = erasure.deps;
  let left = rows;
  return {
    commit: (entry, companion) => {
      left -= 1;
      if (left >= 0) return audit.commit(entry, companion);
      return Promise.reject(new AppError("AUDIT_UNAVAILABLE", "No more rows in this test."));
    },
    commitOutcome: (...words) => audit.commitOutcome(...words),
    releaseOutcome: (receipt) => audit.releaseOutcome(receipt),
  };
}

describe("M13 an erasure that breaks off", () => {
  test("at any statement is whole or not made, and the next run completes it", async () => {
    const first = await erasure.addPerson();
    const statements = await countStatements(erasure.deps.database, () =>
      erasure.erase(first.user.id),
    );
    expect(statements.filter((text) => text === "commit")).toHaveLength(1);
    for (let n = 1; n <= statements.length; n += 1) {
      const person = await erasure.addPerson();
      const fault = failQuery(erasure.deps.database, n);
      const result = await refusal(erasure.erase(person.user.id));
      fault.restore();
      expect({ n, result }).toEqual({ n, result: "DATABASE_UNAVAILABLE" });
      expect(await standing(person)).toBe("whole");
      await completes(person);
    }
    expect((await verifyDatabase(erasure.evidence.database.db, {})).ok).toBe(true);
  }, 120_000);

  test("before its first row changes nothing", async () => {
    const person = await erasure.addPerson();
    const audit = auditFor(0);
    expect(await refusal(erasure.erase(person.user.id, { audit }))).toBe("AUDIT_UNAVAILABLE");
    expect(await standing(person)).toBe("whole");
    expect((await erasure.openExcerptKeys().load(person.user.id)).keyVersion).toBe(1);
    await completes(person);
  });

  test("before its last row has happened, and no key that is put back serves meanwhile", async () => {
    const person = await erasure.addPerson();
    const { id } = person.user;
    const { owner } = erasure.evidence;
    await owner.sql`create table keys_before as select * from secret_data_keys where owner = ${id}`;
    const audit = auditFor(1);
    expect(await refusal(erasure.erase(id, { audit }))).toBe("AUDIT_UNAVAILABLE");
    expect(await standing(person)).toBe("erased");
    await erasure.evidence.tamper(`
      update secret_data_keys k set wrapped = b.wrapped, erased_at = null from keys_before b
       where k.owner = b.owner`);
    await owner.sql`drop table keys_before`;
    expect(await refusal(erasure.openExcerptKeys().load(id))).toBe("CHECK_FAILED");
    for (const { excerpts } of await erasure.executions(person.decisions)) {
      expect(excerpts).toContain("unfinished");
    }
    await completes(person);
  });
});

describe("M13 a key that is made while its owner is erased", () => {
  test("is destroyed with the others, or is not made", async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      const user = await erasure.users.create(actor, {
        email: `racer${turn}@example.test`,
        name: "Racer",
        role: "user",
      });
      const loads = Array.from({ length: 4 }, () =>
        refusal(erasure.openExcerptKeys().load(user.id)),
      );
      await Promise.all([...loads, erasure.erase(user.id)]);
      const live = await erasure.evidence.owner.sql`
        select 1 from secret_data_keys where owner = ${user.id} and wrapped is not null`;
      expect(live).toHaveLength(0);
    }
  });
});
