import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase } from "#infra/database/test-database.ts";
import { EndedSessions } from "./ended-sessions.ts";
import { deleteExpiredSessions, type EndedSession } from "./queries.ts";

const startMsMax = 60_000;
const hourMs = 3_600_000;
const manyMoreThanOneRead = 2_500;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
}, startMsMax);
afterAll(() => database.close());

function openReplica(more: { readonly commitSecondsMax?: number } = {}) {
  const told: EndedSession[] = [];
  const sessions = new EndedSessions({
    database: database.db,
    onEnded: (session) => told.push(session),
    ...more,
  });
  return { told, sessions };
}

function session(expiresInMs = hourMs) {
  return {
    nonce: crypto.randomUUID(),
    server: "files",
    expiresMs: Date.now() + expiresInMs,
  };
}

describe("M58 sessions that their clients ended", () => {
  test("are over at once where they were ended, and elsewhere after the next read", async () => {
    const [here, there] = [openReplica(), openReplica()];
    const ended = session();
    await here.sessions.end(ended);
    expect(here.sessions.has(ended.nonce)).toBe(true);
    expect(there.sessions.has(ended.nonce)).toBe(false);
    await there.sessions.read();
    expect(there.sessions.has(ended.nonce)).toBe(true);
    await there.sessions.read();
    await here.sessions.end(ended);
    const { nonce, server } = ended;
    expect([here.told, there.told]).toEqual([[{ nonce, server }], [{ nonce, server }]]);
  });

  test("are known to a replica that starts later, until their ids expire", async () => {
    const [ended, expired] = [session(), session(-1_000)];
    const first = openReplica();
    await first.sessions.end(ended);
    await first.sessions.end(expired);
    await database.open(database.ownerUrl).sql`
      update mcp_ended_sessions set ended_at = ended_at - interval '1 hour'`;
    const later = openReplica();
    await later.sessions.start();
    expect([later.sessions.has(ended.nonce), later.sessions.has(expired.nonce)]).toEqual([
      true,
      false,
    ]);
    await later.sessions.stop();
    await deleteExpiredSessions(database.db.sql, 10);
    const left = await database.db.sql<{ nonce: string }[]>`
      select nonce from mcp_ended_sessions where nonce in (${ended.nonce}, ${expired.nonce})`;
    expect(left.map(({ nonce }) => nonce)).toEqual([ended.nonce]);
  });

  test("are known to a replica that could not read for longer than a commit takes", async () => {
    const [here, there] = [openReplica(), openReplica({ commitSecondsMax: 0 })];
    const ended = session();
    await there.sessions.read();
    // The reads of the meantime fail; none at all is the same to what is read after.
    await here.sessions.end(ended);
    await there.sessions.read();
    expect(there.sessions.has(ended.nonce)).toBe(true);
  });

  test("are all read when more ended than one answer holds", async () => {
    await database.db.sql`
      insert into mcp_ended_sessions (nonce, server, ended_at, expires_at)
      select 'many-' || n, 'files', clock_timestamp(), now() + interval '1 hour'
        from generate_series(1, ${manyMoreThanOneRead}) as n`;
    const { sessions, told } = openReplica();
    await sessions.read();
    const many = told.filter(({ nonce }) => nonce.startsWith("many-"));
    expect(many).toHaveLength(manyMoreThanOneRead);
  });

  test("go on where their end could not be stored", async () => {
    const gone = database.open(database.appUrl, { max: 1 });
    await gone.close(1_000);
    const sessions = new EndedSessions({ database: gone, onEnded: () => {} });
    const ended = session();
    await expect(sessions.end(ended)).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    expect(sessions.has(ended.nonce)).toBe(false);
  });
});
