import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CompanionRow } from "#shared/audit-log.ts";
import type { JsonObject } from "#shared/json.ts";
import { keepAnchors, readAnchors } from "../archive/anchors.ts";
import {
  decisionEntry,
  openTestEvidence,
  outcomeEntry,
  type TestEvidence,
} from "../test-evidence.ts";
import { readTrail } from "../trail/queries.ts";
import { verifyDatabase } from "../verify/verify-evidence.ts";

let evidence: TestEvidence;
let folder: string;
beforeAll(async () => {
  evidence = await openTestEvidence();
  folder = await mkdtemp(join(tmpdir(), "audit-anchors-"));
});
afterAll(async () => {
  await evidence[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function execution(decision: string, excerpts: string): CompanionRow {
  return {
    table: "mcp_tool_executions",
    row: {
      decision_id: decision,
      at: new Date().toISOString(),
      server: "workspace",
      tool: "read_file",
      user_id: "u",
      session_id: "s",
      trace_id: "t",
      status: "ok",
      duration_us: 12,
      key_version: 1,
      excerpts: Buffer.from(excerpts).toString("base64"),
      input_hmac: null,
      output_hmac: null,
      input_bytes: 3,
      output_bytes: 0,
    },
  };
}

describe("M19 an execution's row", () => {
  test("comes with its outcome, and falls alone when PostgreSQL rejects it", async () => {
    const writer = await evidence.open();
    const decisions = await Promise.all([1, 2, 3].map(() => writer.commit(decisionEntry())));
    await Promise.all(
      decisions.map((decision, index) => {
        const made = execution(decision.id, "plain");
        const companion = index === 1 ? { ...made, row: { ...made.row, duration_us: 1.5 } } : made;
        return writer.commitOutcome(decision, outcomeEntry(), companion);
      }),
    );
    const kept = await evidence.owner.sql<{ decision_id: string }[]>`
      select decision_id::text from mcp_tool_executions`;
    expect(kept.map((row) => row.decision_id).sort()).toEqual(
      [decisions[0]?.id ?? "", decisions[2]?.id ?? ""].sort(),
    );
    expect((await verifyDatabase(evidence.database.db)).rows).toBe(6);
  });

  test("is stored as it was given, also when a text holds the separator of lines", async () => {
    const writer = await evidence.open();
    for (const tool of ["read_file", "split\u001fhere", "\u001e", "\u001d", ""]) {
      const decision = await writer.commit(decisionEntry());
      const { row: plain, table } = execution(decision.id, `${tool} "quoted" \u001f`);
      const row: JsonObject = { ...plain, tool };
      await writer.commitOutcome(decision, outcomeEntry(), { table, row });
      const [stored] = await evidence.owner.sql<{ found: JsonObject }[]>`
        select to_jsonb(e) - 'at' as found from mcp_tool_executions as e
         where decision_id = ${decision.id}`;
      const { at: _at, ...given } = row;
      const excerpts = Buffer.from(String(row["excerpts"]), "base64").toString("hex");
      const expected = { ...given, excerpts: `\\x${excerpts}` };
      expect(stored?.found).toEqual(expected);
    }
  });
});

describe("M02 M37 a trail", () => {
  test("is found by trace, session or row id, and each row is judged by its own user", async () => {
    const writer = await evidence.open();
    const mine = decisionEntry();
    const correlation = { ...mine.correlation, userId: "somebody-else" as never };
    const first = await writer.commit(mine);
    await writer.commitOutcome(first, outcomeEntry({ correlation: mine.correlation }));
    await writer.commit(decisionEntry({ correlation }));
    const { sql } = evidence.database.db;
    const ids = async (id: string, userId?: string) => {
      const reader =
        userId === undefined
          ? ({ local: true } as const)
          : ({ local: false, userId, mayReadAll: false } as const);
      return (await readTrail(sql, reader, id)).map((row) => row.kind);
    };
    const trace = mine.correlation.traceId;
    expect(await ids(trace)).toEqual(["decision", "outcome", "decision"]);
    expect(await ids(trace, mine.correlation.userId)).toEqual(["decision", "outcome"]);
    expect(await ids(first.id)).toEqual(["decision", "outcome"]);
    expect(await ids(first.id, "somebody-else")).toEqual([]);
    expect(await ids("no-such-id")).toEqual([]);
  });
});

describe("M09 the local file of heads", () => {
  test("grows with the chain, ends with the closing seal, and anchors the database", async () => {
    const writer = await evidence.open();
    const path = join(folder, "heads.jsonl");
    const anchors = keepAnchors(writer, {
      path,
      everyMs: 60_000,
      nowMs: Date.now,
      onTrouble: (cause) => {
        throw cause;
      },
    });
    await writer.commit(decisionEntry());
    await writer.stop(5_000);
    await anchors.stop();
    const kept = await readAnchors(path);
    expect(kept.at(-1)).toEqual(writer.head);
    expect(kept.length).toBe(2);
    const report = await verifyDatabase(evidence.database.db, { anchors: kept });
    expect(report).toMatchObject({ ok: true, anchored: true });
  });
});
