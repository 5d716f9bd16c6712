import { afterAll, describe, expect, test } from "bun:test";
import { createTestDatabase } from "./test-database.ts";

const database = await createTestDatabase();
afterAll(() => database.close());

describe("a test database", () => {
  test("is migrated and open to the application role", async () => {
    const rows = await database.db.sql`select number from schema_migrations order by number`;
    expect(rows.length).toBeGreaterThan(0);
  });
});
