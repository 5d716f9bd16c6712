import { afterAll, describe, expect, test } from "bun:test";
import type { SecretKindRow } from "#shared/secrets/secret-kind.ts";
import { createLargeScanner, scanInlineCharactersMax, waitingPerSessionMax } from "./scan-large.ts";

const scanner = createLargeScanner();
afterAll(() => scanner.close());

const credential = ["AKIA", "Q3EGRIPTEXAMPLF2".replace("EXAMPLF", "ZTRWKLF")].join("");
const everyKind = { disabled: [], added: [] };
const withoutAws = { disabled: ["aws.access-key-id"], added: [] };
const filler = "an ordinary line of a long document\n".repeat(scanInlineCharactersMax / 32);

describe("M03 a large input", () => {
  test("is searched in a thread of its own, which finds what the inline search finds", async () => {
    const scan = await scanner.scan({ content: `${filler}${credential}\n` }, everyKind, "s");
    expect(scan.findings.map(({ kind, pointer }) => [kind, pointer])).toEqual([
      ["aws.access-key-id", "/content"],
    ]);
  });

  test("is quiet when nothing is in it, and obeys the kinds that are switched off", async () => {
    expect(await scanner.scan({ content: filler }, everyKind, "s")).toEqual({
      findings: [],
      unscannable: null,
    });
    const off = await scanner.scan({ content: credential }, withoutAws, "s");
    expect(off.findings).toEqual([]);
  });

  test("is searched for the kinds that the configuration adds", async () => {
    const body = ["zq7", "Lw2", "Rk9", "Xv4", "Bn6", "Ty1"].join("");
    const row: SecretKindRow = {
      id: "acme.deploy-token",
      title: "Acme deploy token",
      severity: "high",
      remedy: "Revoke it.",
      parts: [{ text: "acme_" }, { set: "A-Za-z0-9", min: 18 }],
      matches: [`acme_${body}`],
      ignores: ["acme_token"],
    };
    const value = { content: `${filler}acme_${body}` };
    const scan = await scanner.scan(value, { disabled: [], added: [row] }, "s");
    expect(scan.findings.map(({ kind }) => kind)).toEqual(["acme.deploy-token"]);
    expect((await scanner.scan(value, everyKind, "s")).findings).toEqual([]);
  });

  test("is unscannable when too many wait, and when the thread is given up", async () => {
    const own = createLargeScanner();
    const scans = Array.from({ length: 65 }, (_, at) =>
      own.scan({ content: filler }, everyKind, `s${at}`),
    );
    expect((await scans[64])?.unscannable?.reason).toContain("too many");
    own.close();
    const rest = await Promise.all(scans.slice(0, 64));
    expect(rest.some(({ unscannable }) => unscannable?.reason.includes("did not end"))).toBe(true);
  });

  test("is unscannable when its thread crashes, and the next one is searched", async () => {
    const own = createLargeScanner();
    const value = { content: `${filler}${credential}\n` };
    const broken = { ...everyKind, added: null } as unknown as typeof everyKind;
    for (const masks of [false, true]) {
      const crashed = await own.scan(value, broken, "s", masks);
      expect(crashed).toEqual({
        findings: [],
        unscannable: { reason: "the search did not end", pointer: "" },
      });
      expect((await own.scan(value, everyKind, "s", masks)).findings).toHaveLength(1);
    }
    own.close();
  });

  test("that is a result waits, however many its session has, and comes back masked", async () => {
    const own = createLargeScanner();
    const value = { content: `${filler}${credential}\n` };
    const scans = Array.from({ length: waitingPerSessionMax * 3 }, () =>
      own.scan(value, everyKind, "reading", true),
    );
    const input = own.scan({ content: credential }, everyKind, "writing");
    expect((await input).findings).toHaveLength(1);
    for (const { unscannable, masked } of await Promise.all(scans)) {
      expect(unscannable).toBeNull();
      expect(JSON.stringify(masked)).toContain("AKIA…(20)");
      expect(JSON.stringify(masked)).not.toContain(credential);
    }
    expect(await own.scan({ content: filler }, everyKind, "reading", true)).not.toHaveProperty(
      "masked",
    );
    own.close();
  });

  test("waits for its own session's others: one session cannot take every place", async () => {
    const own = createLargeScanner();
    const flood = Array.from({ length: waitingPerSessionMax + 1 }, () =>
      own.scan({ content: filler }, everyKind, "flooding"),
    );
    const other = own.scan({ content: credential }, everyKind, "other");
    expect((await flood.at(-1))?.unscannable?.reason).toContain("too many");
    expect((await other).findings).toHaveLength(1);
    expect((await flood[0])?.unscannable).toBeNull();
    own.close();
  });
});
