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

  test("is known though others were looked for in vain the moment before", async () => {
    const own = await openBench();
    try {
      const { keyring, installationId, clock } = own;
      const database = own.database.db;
      const other = new KeyTable({ database, keyring, installationId, monotonicMs: () => 0 });
      const forged = other.find("forged", clock.nowMs());
      const kid = await own.tokens.rotateKeys(own.actor);
      const found = other.find(kid, clock.nowMs());
      expect(await forged).toBeNull();
      expect(await found).not.toBeNull();
    } finally {
      await own.close();
    }
  });

  test("costs two readings however many ids nobody has made", async () => {
    const own = await openBench();
    try {
      const { keyring, installationId, clock } = own;
      let readings = 0;
      const database: typeof own.database.db = Object.create(own.database.db, {
        sql: { get: () => ((readings += 1), own.database.db.sql) },
      });
      const other = new KeyTable({ database, keyring, installationId, monotonicMs: () => 0 });
      const first = Array.from({ length: 50 }, (_, at) => other.find(`a${at}`, clock.nowMs()));
      await Promise.all(first);
      const second = Array.from({ length: 50 }, (_, at) => other.find(`b${at}`, clock.nowMs()));
      expect(new Set(await Promise.all([...first, ...second]))).toEqual(new Set([null]));
      expect(readings).toBe(2);
    } finally {
      await own.close();
    }
  });
});
