import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appendAnchor, readAnchors } from "../archive/anchors.ts";
import { verifyFile } from "../archive/read-archive.ts";
import { exportAudit } from "../archive/write-archive.ts";
import type { Head } from "../format/seal.ts";
import {
  decisionEntry,
  openTestEvidence,
  outcomeEntry,
  type TestEvidence,
} from "../test-evidence.ts";
import { verifyDatabase } from "./verify-evidence.ts";

const rowsPerBatch = 4;
const batches = 3;

let evidence: TestEvidence;
let folder: string;
let heads: Head[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-tamper-"));
  evidence = await openTestEvidence();
  await fill();
  for (const table of ["audit_writers", "audit_seals", "audit_events"]) {
    await evidence.owner.sql.unsafe(`create table kept_${table} as table ${table}`);
  }
});
afterAll(async () => {
  await evidence[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  for (const table of ["audit_events", "audit_seals", "audit_writers"]) {
    await evidence.tamper(
      `delete from ${table}`,
      `insert into ${table} select * from kept_${table}`,
    );
  }
});

/** Four writers; the first three end with a closing seal, the last stays open. */
async function fill(): Promise<void> {
  heads = [];
  for (let number = 1; number <= 4; number += 1) {
    const writer = await evidence.open({ heartbeatMs: 600_000 });
    for (let batch = 0; batch < batches; batch += 1) {
      const receipts = await Promise.all(
        Array.from({ length: rowsPerBatch }, () => writer.commit(decisionEntry(fullEntry))),
      );
      await Promise.all(receipts.map((receipt) => writer.commitOutcome(receipt, outcomeEntry())));
    }
    if (number < 4) await writer.stop(5_000);
    heads.push(writer.head);
  }
}

const fullEntry = {
  agentId: "agent-1",
  costMicrodollars: 9_007_199_254_740_991,
  detail: { code: "x", list: [1, 2], nested: { a: true, n: 7 } },
  correlation: {
    ...decisionEntry().correlation,
    taskId: "task-1" as never,
    contextId: "context-1" as never,
  },
};

const verify = () => verifyDatabase(evidence.database.db);
/** A decision in the middle of a batch of writer 2. */
const aRow = `(select id from audit_events where seal = ${2 * 2 ** 32 + 3} and kind = 'decision'
               order by id offset 1 limit 1)`;

describe("M09 an untouched database", () => {
  test("verifies, and says that it is unanchored", async () => {
    const report = await verify();
    expect(report).toMatchObject({ ok: true, rows: 96, writers: 4, anchored: false });
    expect(report.statement).toContain("Unanchored");
    expect(report.heads).toEqual(heads);
  });
});

// prettier-ignore
const columnEdits = {
  id: "set id = (left(id::text, 34) || translate(substr(id::text, 35, 1), '0123456789abcdef', '123456789abcdef0') || right(id::text, 1))::uuid",
  at: "set at = at + interval '1 microsecond'",
  kind: "set kind = 'event'",
  user_id: "set user_id = user_id || ' '",
  session_id: "set session_id = ''",
  task_id: "set task_id = null",
  trace_id: "set trace_id = upper(trace_id) || '0'",
  context_id: "set context_id = null",
  client_id: "set client_id = client_id || chr(8203)",
  role: "set role = 'admin'",
  agent_id: "set agent_id = ''",
  target: "set target = target || '/'",
  verdict: "set verdict = 'deny'",
  policy: "set policy = 'Access.rule'",
  reason: "set reason = reason || '.'",
  detail: "set detail = jsonb_set(detail, '{nested,n}', '7.0')",
  cost_microdollars: "set cost_microdollars = cost_microdollars - 1",
  seal: "set seal = seal + 1",
};

describe("M09 the smallest edit of a row is found and named", () => {
  test.each(Object.entries(columnEdits))("in %s", async (column, edit) => {
    const [row] = await evidence.owner.sql.unsafe<{ id: string }[]>(`select ${aRow}::text as id`);
    await evidence.tamper(
      "alter table audit_events drop constraint if exists audit_events_at_is_the_time_of_id",
      `update audit_events ${edit} where id = ${aRow}`,
    );
    const report = await verify();
    expect(report.ok).toBe(false);
    expect(report.first_bad).toMatchObject(
      column === "seal" ? { writer: 2, sequence: 4 } : { writer: 2, sequence: 3 },
    );
    if (column !== "id") expect(report.first_bad?.id).toBe(row?.id ?? "");
  });

  test.each([
    ["a member added to detail", `set detail = detail || '{"zz":0}'`],
    ["a member removed from detail", "set detail = detail - 'code'"],
    ["the salt changed", `set detail = jsonb_set(detail, '{salt}', '"AAAAAAAAAAAAAAAAAAAAAA"')`],
    ["the salt removed", "set detail = detail - 'salt'"],
    ["detail made a list", "set detail = '[]'"],
    ["a time that is none", "set at = 'infinity'"],
  ])("%s", async (_name, edit) => {
    await evidence.tamper(
      "alter table audit_events drop constraint if exists audit_events_at_is_the_time_of_id",
      `update audit_events ${edit} where id = ${aRow}`,
    );
    expect((await verify()).first_bad).toMatchObject({ writer: 2, sequence: 3 });
  });
});

const flipped = (column: string) =>
  `set ${column} = set_byte(${column}, 0, get_byte(${column}, 0) # 1)`;
// prettier-ignore
const sealEdits = {
  writer: "set writer = 9",
  sequence: "set sequence = sequence + 100",
  kind: "set kind = 'closing'",
  previous: flipped("previous"),
  root: flipped("root"),
  count: "set count = count - 1",
  first_id: "set first_id = last_id",
  last_id: "set last_id = first_id",
  first_at: "set first_at = first_at + interval '1 microsecond'",
  last_at: "set last_at = last_at + interval '1 millisecond'",
  sealed_at: "set sealed_at = sealed_at + interval '1 hour'",
  previous_commit_at: "set previous_commit_at = previous_commit_at - interval '1 hour'",
  heads_hash: flipped("heads_hash"),
  note: "set note = '{}'",
  heads: "set heads = '[]'",
  leaves: flipped("leaves"),
  hash: flipped("hash"),
  signature: flipped("signature"),
};

describe("M09 the smallest edit of a seal is found", () => {
  test.each(Object.entries(sealEdits))("in %s", async (_column, edit) => {
    await evidence.tamper(`update audit_seals ${edit} where writer = 2 and sequence = 3`);
    const report = await verify();
    expect(report.ok).toBe(false);
    expect(report.first_bad?.writer).toBe(2);
  });

  test("in the heads of a genesis", async () => {
    await evidence.tamper(
      "update audit_seals set heads = jsonb_set(heads, '{0,sequence}', '1') where writer = 3 and sequence = 0",
    );
    expect((await verify()).first_bad).toMatchObject({ writer: 3, sequence: 0 });
  });

  test.each([
    "id",
    "number",
    "installation",
    "installation_key",
    "public_key",
    "registered_at",
    "signature",
    "seq",
    "head",
    "closed_at",
  ])("in a writer's %s", async (column) => {
    const edits: Record<string, string> = {
      id: "set id = gen_random_uuid()",
      number: "set number = 77",
      installation: "set installation = 'another'",
      registered_at: "set registered_at = registered_at + interval '1 millisecond'",
      seq: "set seq = seq - 1",
      closed_at: "set closed_at = null",
    };
    await evidence.tamper(
      `update audit_writers ${edits[column] ?? flipped(column)} where number = 2`,
    );
    expect((await verify()).first_bad?.writer).toBe(2);
  });
});

const seals = (writer: number) => [
  `delete from audit_events where seal >> 32 = ${writer}`,
  `delete from audit_seals where writer = ${writer}`,
];

describe("M09 what is missing or moved is found", () => {
  test("one row", async () => {
    await evidence.tamper(`delete from audit_events where id = ${aRow}`);
    expect((await verify()).first_bad?.problem).toContain("missing");
  });

  test("a batch's last row, and all of its rows", async () => {
    const seal = 4 * 2 ** 32 + 6;
    await evidence.tamper(
      `delete from audit_events where id = (select max(id::text)::uuid from audit_events where seal = ${seal})`,
    );
    expect((await verify()).first_bad).toMatchObject({ writer: 4, sequence: 6 });
    await evidence.tamper(`delete from audit_events where seal = ${seal}`);
    expect((await verify()).first_bad?.problem).toBe("4 of its 4 rows are missing");
  });

  test("one seal, with and without its rows", async () => {
    await evidence.tamper("delete from audit_seals where writer = 2 and sequence = 3");
    expect((await verify()).first_bad).toMatchObject({ writer: 2, sequence: 4 });
    await evidence.tamper(`delete from audit_events where seal = ${2 * 2 ** 32 + 3}`);
    expect((await verify()).first_bad).toMatchObject({ writer: 2, sequence: 4 });
  });

  test("one writer, two neighbours, and the numbers closed up", async () => {
    await evidence.tamper(...seals(2), "delete from audit_writers where number = 2");
    expect((await verify()).ok).toBe(false);
    await evidence.tamper(...seals(3), "delete from audit_writers where number = 3");
    expect((await verify()).ok).toBe(false);
    await evidence.tamper(
      "update audit_writers set number = 2 where number = 4",
      "update audit_seals set writer = 2 where writer = 4",
    );
    expect((await verify()).ok).toBe(false);
  });

  test("the newest writer is missed by nobody but an anchor", async () => {
    await evidence.tamper(...seals(4), "delete from audit_writers where number = 4");
    expect(await verify()).toMatchObject({ ok: true, anchored: false });
    const report = await verifyDatabase(evidence.database.db, { anchors: heads });
    expect(report).toMatchObject({ ok: false, first_bad: { writer: 4, sequence: 6 } });
  });

  test("a row that was added, and one that is there twice", async () => {
    await evidence.tamper(`insert into audit_events
      select (left(id::text, 34) || '00')::uuid, at, kind, user_id, session_id, task_id, trace_id,
             context_id, client_id, role, agent_id, target, verdict, policy, reason, detail,
             cost_microdollars, seal
        from audit_events where id = ${aRow}`);
    expect((await verify()).first_bad).toMatchObject({ writer: 2, sequence: 3 });
  });

  test("a row that names a seal which nobody made", async () => {
    await evidence.tamper(`insert into audit_events
      select (left(id::text, 34) || '00')::uuid, at, kind, user_id, session_id, task_id, trace_id,
             context_id, client_id, role, agent_id, target, verdict, policy, reason, detail,
             cost_microdollars, ${99 * 2 ** 32}
        from audit_events where id = ${aRow}`);
    expect((await verify()).first_bad).toMatchObject({ writer: 99 });
  });

  test("a batch transplanted to another writer", async () => {
    await evidence.tamper(
      "delete from audit_seals where writer = 3 and sequence = 3",
      `delete from audit_events where seal = ${3 * 2 ** 32 + 3}`,
      "update audit_seals set writer = 3 where writer = 2 and sequence = 3",
      `update audit_events set seal = ${3 * 2 ** 32 + 3} where seal = ${2 * 2 ** 32 + 3}`,
      "update audit_seals set sequence = sequence - 1 where writer = 2 and sequence > 3",
    );
    expect((await verify()).ok).toBe(false);
  });

  test("old seals replayed at the end", async () => {
    await evidence.tamper(
      `insert into audit_seals
       select writer, sequence + 5, kind, previous, root, count, first_id, last_id, first_at, last_at,
              sealed_at, previous_commit_at, heads_hash, note, heads, leaves, hash, signature
         from audit_seals where writer = 4 and sequence = 2`,
      "update audit_writers set seq = 7, head = (select head from kept_audit_writers where number = 4) where number = 4",
    );
    expect((await verify()).first_bad).toMatchObject({ writer: 4, sequence: 7 });
  });
});

describe("M09 heads kept elsewhere", () => {
  async function anchorFile(): Promise<string> {
    const path = join(folder, `${crypto.randomUUID()}.jsonl`);
    for (const head of heads) await appendAnchor(path, head, Date.now());
    return path;
  }
  const truncateTail = [
    `delete from audit_events where seal = ${4 * 2 ** 32 + 6}`,
    "delete from audit_seals where writer = 4 and sequence = 6",
    `update audit_writers set seq = 5,
       head = (select hash from audit_seals where writer = 4 and sequence = 5) where number = 4`,
  ];

  test("prove the tail, and their file survives a cut last line", async () => {
    const path = await anchorFile();
    await Bun.write(path, `${await Bun.file(path).text()}{"at":"2026-`);
    const anchors = await readAnchors(path);
    const report = await verifyDatabase(evidence.database.db, { anchors });
    expect(report).toMatchObject({ ok: true, anchored: true, anchors: 4 });
  });

  test("find a truncated tail, which is consistent without them", async () => {
    await evidence.tamper(...truncateTail);
    expect(await verify()).toMatchObject({ ok: true, anchored: false, rows: 92 });
    const report = await verifyDatabase(evidence.database.db, {
      anchors: await readAnchors(await anchorFile()),
    });
    expect(report).toMatchObject({ ok: false, first_bad: { writer: 4, sequence: 6 } });
  });

  test("find a history that was signed anew with the installation's own key", async () => {
    const forged = await openTestEvidence();
    try {
      const anchors = await readAnchors(await anchorFile());
      for (let number = 1; number <= 4; number += 1) {
        const writer = await forged.open();
        for (let row = 0; row < 8; row += 1) {
          const receipt = await writer.commit(decisionEntry());
          await writer.commitOutcome(receipt, outcomeEntry());
        }
        await writer.stop(5_000);
      }
      expect((await verifyDatabase(forged.database.db)).ok).toBe(true);
      const report = await verifyDatabase(forged.database.db, { anchors });
      expect(report.first_bad?.problem).toBe("the seal that was kept elsewhere is another one");
    } finally {
      await forged[Symbol.asyncDispose]();
    }
  });

  test("are not needed to find a history certified by a foreign key", async () => {
    const report = await verifyDatabase(evidence.database.db, { installationKeys: ["00"] });
    expect(report.first_bad?.problem).toContain("not this installation's");
  });
});

describe("M09 an archive", () => {
  test("holds offline, and a change of any byte is found", async () => {
    const path = join(folder, "whole.ndjson");
    const counts = await exportAudit(evidence.database.db, path);
    expect(counts).toMatchObject({ rows: 96, writers: 4 });
    expect(await verifyFile(path, { anchors: heads })).toMatchObject({ ok: true, anchored: true });
    const text = await Bun.file(path).text();
    for (let step = 1; step <= 60; step += 1) {
      const at = Math.floor((text.length * step) / 61);
      const byte = text[at] === "0" ? "1" : "0";
      const changed = join(folder, "changed.ndjson");
      await Bun.write(changed, text.slice(0, at) + byte + text.slice(at + 1));
      const found = await verifyFile(changed).then(
        (report) => report.ok,
        (error: Error) => error.message,
      );
      expect({ at, found, line: text.slice(at - 20, at + 20) }).not.toMatchObject({ found: true });
    }
  });

  test("with a column of another type or none, or with one more, is not what was sealed", async () => {
    const writer = await evidence.open();
    await writer.commit(decisionEntry({ reason: "", costMicrodollars: 3 }));
    await writer.stop(5_000);
    const path = join(folder, "typed.ndjson");
    await exportAudit(evidence.database.db, path);
    const text = await Bun.file(path).text();
    for (const [sealed, other] of [
      [`"reason":""`, `"reason":null`],
      [`"reason":"",`, ""],
      [`"reason":""`, `"reason":[]`],
      [`"cost_microdollars":"3"`, `"cost_microdollars":3`],
      [`"role":"user"`, `"role":"user","rolf":"user"`],
    ] as const) {
      const changed = join(folder, "typed-changed.ndjson");
      await Bun.write(changed, text.replace(sealed, other));
      expect({ other, ok: (await verifyFile(changed)).ok }).toEqual({ other, ok: false });
    }
  });

  test("without its last line is refused", async () => {
    const path = join(folder, "cut.ndjson");
    await exportAudit(evidence.database.db, path);
    const lines = (await Bun.file(path).text()).trimEnd().split("\n");
    await Bun.write(path, `${lines.slice(0, -1).join("\n")}\n`);
    await expect(verifyFile(path)).rejects.toThrow("has no end");
  });
});
