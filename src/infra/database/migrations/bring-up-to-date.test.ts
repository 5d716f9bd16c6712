import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase } from "../test-database.ts";
import { bringUpToDate } from "./bring-up-to-date.ts";

const starters = 4;
const rounds = 3;
const stepMsMax = 60_000;

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
}, stepMsMax);
afterAll(() => database.close());

describe("M58 replicas that start at the same time", () => {
  test(
    "bring one database up to date without a failure",
    async () => {
      const owners = Array.from({ length: starters }, () =>
        database.open(database.ownerUrl, { max: 1 }),
      );
      for (let round = 0; round < rounds; round++) {
        const reports = await Promise.all(owners.map((owner) => bringUpToDate(owner, Date.now())));
        expect(reports.map(({ applied }) => applied)).toEqual(owners.map(() => []));
      }
    },
    stepMsMax,
  );
});
