import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decisionEntry, openTestEvidence, type TestEvidence } from "../test-evidence.ts";
import { checkReceipt, parseReceipt, receiptText } from "./check-receipt.ts";
import { readReceipt } from "./read-receipt.ts";
import type { AuditReceipt } from "./receipt.ts";

const python = Bun.which("python3");
const verifier = join(import.meta.dir, "../../../../scripts/verify-audit.py");

let evidence: TestEvidence;
let folder: string;
let receipt: AuditReceipt;
let name: string;
let id: string;
let other: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-receipt-"));
  evidence = await openTestEvidence();
  const writer = await evidence.open();
  const commits = Array.from({ length: 5 }, (_, place) =>
    writer.commit(decisionEntry({ target: "hook://Bash", reason: `Tab\there, row ${place}` })),
  );
  const rows = await Promise.all(commits);
  const [first, second] = [rows[1], rows[2]];
  name = `${first?.writer ?? ""}:${first?.sequence ?? 0}`;
  expect(second?.sequence).toBe(first?.sequence ?? 0);
  id = first?.id ?? "";
  other = second?.id ?? "";
  await writer.stop(5_000);
  receipt = await readReceipt(evidence.database.db, name, id);
});
afterAll(async () => {
  await evidence[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function byPython(text: string): Promise<boolean> {
  const path = join(folder, "receipt.json");
  await Bun.write(path, text);
  const child = Bun.spawn([python ?? "", verifier, path], { env: {}, stderr: "ignore" });
  return (await child.exited) === 0;
}

describe("M09 a receipt", () => {
  test("proves its row by itself, and reads back as it was written", () => {
    const read = parseReceipt(receiptText(receipt));
    expect(read).toEqual(receipt);
    const report = checkReceipt(receipt, {});
    expect(report).toMatchObject({ ok: true, row: id, rows: 5, anchored: false });
    expect(report.statement).toContain("compare it with your own record");
  });

  test("goes by the number of its writer as well as by its id", async () => {
    const sequence = name.split(":")[1] ?? "";
    const byNumber = await readReceipt(evidence.database.db, `1:${sequence}`, id);
    expect(byNumber).toEqual(receipt);
  });

  test("tells nothing of the other rows of its batch", () => {
    expect(receiptText(receipt)).not.toContain(other);
    expect(receiptText(receipt)).not.toContain("row 2");
  });

  test("outlives its row, and then proves the batch", async () => {
    await evidence.tamper(`delete from audit_events where id = '${other}'`);
    await expect(readReceipt(evidence.database.db, name, other)).rejects.toThrow("no row");
    const alone = await readReceipt(evidence.database.db, name);
    expect(checkReceipt(alone, {})).toMatchObject({ ok: true, row: null });
  });

  test("is compared with keys on record and with heads kept elsewhere", () => {
    const { installation_key: key } = receipt.certificate;
    const head = { writer: 1, sequence: receipt.seal.sequence, head: receipt.hash };
    const pinned = checkReceipt(receipt, { installationKeys: [key], anchors: [head] });
    expect(pinned).toMatchObject({ ok: true, keys_pinned: true, anchored: true });
    const foreign = checkReceipt(receipt, { installationKeys: ["00"] });
    expect(foreign.statement).toContain("another installation's key");
    const moved = checkReceipt(receipt, { anchors: [{ ...head, head: "0".repeat(64) }] });
    expect(moved.statement).toContain("another seal of this place was kept elsewhere");
  });

  const changes = {
    "another verdict": (text: string) => text.replace('"verdict":"allow"', '"verdict":"deny"'),
    "another reason": (text: string) => text.replace("row 1", "row 7"),
    "another id": (text: string) => text.replace(id, other),
    "another batch": (text: string) => text.replace(/"seal":"[0-9]+"/, '"seal":"8589934593"'),
    "another count": (text: string) => text.replace('"count":5', '"count":4'),
    "another time": (text: string) => text.replace(/"sealed_at":"20/, '"sealed_at":"19'),
    "one member more": (text: string) => text.replace('"seal":{"count"', '"seal":{"a":1,"count"'),
    "another row hash": (text: string) => text.replace(/"leaves":"../, '"leaves":"zz'),
    "another signature": (text: string) =>
      text.replace(/"signature":"[0-9a-f]{8}/, '"signature":"00000000'),
    "another installation": (text: string) =>
      text.replace(/"installation":"6f/, '"installation":"7f'),
    "another registration": (text: string) =>
      text.replace(/"registered_at":"20/, '"registered_at":"19'),
  };
  test.each(Object.entries(changes))(
    "with %s does not hold, for both programs",
    async (_name, change) => {
      const text = receiptText(receipt);
      const changed = change(text);
      expect(changed).not.toBe(text);
      const read = parseReceipt(changed);
      expect(read === undefined ? "none" : checkReceipt(read, {}).ok).toBe(false);
      if (python !== null) expect(await byPython(changed)).toBe(false);
    },
  );

  test.skipIf(python === null)("holds for the independent program", async () => {
    expect(await byPython(receiptText(receipt))).toBe(true);
    expect(await byPython(`${receiptText(receipt)}{"remark":{}}\n`)).toBe(false);
  });

  test("that is no receipt, or not canonical, is refused", () => {
    expect(parseReceipt('{"archive":{}}\n')).toBeUndefined();
    expect(() => parseReceipt('{"receipt":{"spec":"systemprompt.receipt/1"}}\n')).toThrow("is not");
    expect(() => parseReceipt(receiptText(receipt).replace(":", ": "))).toThrow();
    expect(() => parseReceipt(receiptText(receipt).replace('":', '": '))).toThrow();
  });
});
