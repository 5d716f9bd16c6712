import { afterAll, expect, test } from "bun:test";
import { createTestDatabase } from "#infra/database/test-database.ts";
import { pruneExpired } from "./prune-expired.ts";

const database = await createTestDatabase();
afterAll(() => database.close());

test("M35 sessions and revocations that expired long ago are deleted, and no others", async () => {
  const owner = database.open(database.ownerUrl, { max: 1 });
  await owner.sql.unsafe(`
    insert into users (id, email, name, role) values ('anna', 'anna@example.test', 'Anna', 'user');
    insert into user_sessions (id, user_id, client_id, expires_at)
    select 'old' || n, 'anna', 'cli', now() - interval '31 days' from generate_series(1, 5001) n;
    insert into user_sessions (id, user_id, client_id, expires_at, ended_at) values
      ('recent', 'anna', 'cli', now() - interval '29 days', null),
      ('ended', 'anna', 'cli', now() + interval '1 day', now()),
      ('open', 'anna', 'cli', now() + interval '1 day', null);
    insert into token_revocations (token_id, user_id, expires_at) values
      ('old', 'anna', now() - interval '25 hours'),
      ('recent', 'anna', now() - interval '23 hours'),
      ('valid', 'anna', now() + interval '1 hour')`);
  expect(await pruneExpired(owner.sql)).toEqual({ sessions: 5001, revocations: 1 });
  const sessions = await owner.sql`select id from user_sessions order by id`;
  expect(sessions.map(({ id }) => id as string)).toEqual(["ended", "open", "recent"]);
  const revocations = await owner.sql`select token_id from token_revocations order by token_id`;
  expect(revocations.map(({ token_id }) => token_id as string)).toEqual(["recent", "valid"]);
  expect(await pruneExpired(owner.sql)).toEqual({ sessions: 0, revocations: 0 });
});
