import { describe, expect, test } from "bun:test";
import { KeyTable } from "./key-table.ts";
import { openBench } from "./test-bench.ts";

describe("M58 a signing key that another replica has made", () => {
  test("is known to all who bring it at once, after one reading", async () => {
    const own = await openBench();
    try {
      const kid = await own.tokens.rotateKeys(own.actor);
      const { keyring, installationId, clock } = own;
      const database = own.database.db;
      const other = new KeyTable({ database, keyring, installationId, monotonicMs: () => 0 });
      const finding = Array.from({ length: 8 }, () => other.find(kid, clock.nowMs()));
      const found = await Promise.all(finding);
      expect(found.filter((key) => key === null)).toEqual([]);
    } finally {
      await own.close();
    }
  });

  test("is not looked for again at once when nobody has made it", async () => {
    const own = await openBench();
    try {
      const { keyring, installationId, clock } = own;
      const database = own.database.db;
      const other = new KeyTable({ database, keyring, installationId, monotonicMs: () => 0 });
      expect(await other.find("forged", clock.nowMs())).toBeNull();
      const kid = await own.tokens.rotateKeys(own.actor);
      expect(await other.find(kid, clock.nowMs())).toBeNull();
    } finally {
      await own.close();
    }
  });
});
