import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { hookBody, hookPath } from "../calls.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";

/** A server with a database of its own, on a machine that other tests share. */
setDefaultTimeout(120_000);

const python = Bun.which("python3");

let server: OwnServer;
let kept: { receipt: string; trace: string };
beforeAll(async () => {
  server = await startOwnServer();
  const answer = await fetch(`${server.baseUrl}${hookPath}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${await server.token(firstAdmin)}`,
    },
    body: hookBody,
  });
  expect(answer.status).toBe(200);
  kept = {
    receipt: answer.headers.get("x-audit-receipt") ?? "",
    trace: answer.headers.get("x-trace-id") ?? "",
  };
});
afterAll(() => server.stop());

const at = (name: string) => join(server.folder, name);

/** The independent program, with nothing of the product around it. */
async function audit(folder: string, ...words: readonly string[]) {
  const child = Bun.spawn([python ?? "", "verify-audit.py", ...words], {
    cwd: folder,
    env: {},
    stderr: "inherit",
  });
  const report = JSON.parse(await new Response(child.stdout).text()) as Record<string, unknown>;
  return { ...report, exit: await child.exited };
}

function unpack(archive: string, folder: string): string {
  mkdirSync(folder);
  const { exitCode } = Bun.spawnSync(["tar", "xzf", archive, "-C", folder]);
  expect(exitCode).toBe(0);
  return join(folder, "audit");
}

describe("M09 an archive for an auditor", () => {
  test("unpacks with tar, holds all that its README names, and is the same twice", async () => {
    await server.cli("infra", "audit", "export", "--archive", at("one.tar.gz"));
    const folder = unpack(at("one.tar.gz"), at("one"));
    expect(readdirSync(folder).toSorted()).toEqual([
      "README.md",
      "audit-format.md",
      "audit-vectors.ndjson",
      "audit.ndjson",
      "evidence.md",
      "heads.jsonl",
      "installation-keys",
      "verify-audit.py",
    ]);
    const readme = await Bun.file(join(folder, "README.md")).text();
    for (const name of readdirSync(folder)) {
      if (name !== "README.md") expect(readme).toContain(`\`${name}\``);
    }
    await server.cli("infra", "services", "stop");
    await server.cli("infra", "audit", "export", "--archive", at("two.tar.gz"));
    await server.cli("infra", "audit", "export", "--archive", at("three.tar.gz"));
    await server.start();
    const [two, three] = await Promise.all([
      Bun.file(at("two.tar.gz")).bytes(),
      Bun.file(at("three.tar.gz")).bytes(),
    ]);
    expect(Bun.SHA256.hash(two, "hex")).toBe(Bun.SHA256.hash(three, "hex"));
  });

  test("is never written over a file", async () => {
    await Bun.write(at("there.tar.gz"), "mine");
    const words = ["infra", "audit", "export", "--archive", at("there.tar.gz")];
    expect(await server.tryCli(words)).toMatchObject({ code: 65 });
    expect(await Bun.file(at("there.tar.gz")).text()).toBe("mine");
  });

  test.skipIf(python === null)(
    "is verified by the program in it, which finds a change",
    async () => {
      await server.cli("infra", "audit", "export", "--archive", at("checked.tar.gz"));
      const folder = unpack(at("checked.tar.gz"), at("checked"));
      const whole = ["audit.ndjson", "--keys", "installation-keys"];
      expect(await audit(folder, ...whole)).toMatchObject({ ok: true, keys_pinned: true, exit: 0 });
      expect(await audit(folder, ...whole, "--expect", "heads.jsonl")).toMatchObject({
        ok: true,
        anchored: true,
      });
      expect(await audit(folder, "audit-vectors.ndjson")).toMatchObject({ ok: true, exit: 0 });
      const file = join(folder, "audit.ndjson");
      const text = await Bun.file(file).text();
      await Bun.write(file, text.replace('"verdict":"allow"', '"verdict":"deny"'));
      expect(await audit(folder, ...whole)).toMatchObject({ ok: false, exit: 1 });
      expect(await server.tryCli(["infra", "audit", "verify", "--file", file])).toMatchObject({
        code: 1,
      });
    },
  );
});

describe("M09 the header x-audit-receipt", () => {
  test("leads to a document that proves the row, offline, to both programs", async () => {
    expect(kept.receipt).toMatch(/^[0-9a-f-]{36}:[0-9]+$/);
    const [row] = await server.query<{ id: string }>(
      `select id from audit_events where trace_id = '${kept.trace}' and kind = 'decision'`,
    );
    const id = row?.id ?? "";
    const out = at("receipt.json");
    await server.cli("infra", "audit", "receipt", kept.receipt, "--row", id, "--out", out);
    const report = await server.json<Record<string, unknown>>(
      ...["infra", "audit", "verify", "--file", out],
    );
    expect(report).toMatchObject({ ok: true, kind: "receipt", row: id, anchored: false });
    const key = `${String(report["installation_key"])}`;
    const heads = at("kept-heads.jsonl");
    const { writer, sequence } = report as { writer: number; sequence: number };
    const [seal] = await server.query<{ hash: string }>(
      `select encode(hash, 'hex') as hash from audit_seals
        where writer = ${writer} and sequence = ${sequence}`,
    );
    await Bun.write(heads, `${JSON.stringify({ writer, sequence, head: seal?.hash })}\n`);
    const words = ["infra", "audit", "verify", "--file", out, "--key", key, "--expect", heads];
    expect(await server.json(...words)).toMatchObject({ ok: true, anchored: true, row: id });
    if (python === null) return;
    const folder = at("one/audit");
    expect(await audit(folder, out, "--key", key, "--expect", heads)).toMatchObject({
      ok: true,
      row: id,
      anchored: true,
    });
    await Bun.write(
      out,
      (await Bun.file(out).text()).replace('"verdict":"allow"', '"verdict":"deny"'),
    );
    expect(await audit(folder, out)).toMatchObject({ ok: false, exit: 1 });
    const found = await server.tryCli(["infra", "audit", "verify", "--file", out]);
    expect(found).toMatchObject({ code: 1 });
    expect(found.stdout).toContain("not one that was sealed in this batch");
  });

  test("of a batch that never was, or with a row of another one, is refused", async () => {
    const writer = kept.receipt.split(":")[0] ?? "";
    const words = ["infra", "audit", "receipt"];
    expect(await server.tryCli([...words, `${writer}:4000000000`])).toMatchObject({ code: 66 });
    expect(await server.tryCli([...words, "nonsense"])).toMatchObject({ code: 64 });
    const other = await server.tryCli([...words, "1:0", "--row", crypto.randomUUID()]);
    expect(other.code).toBe(66);
  });
});

describe("M09 the executable's verification", () => {
  test("finds the same in threads, and goes on from its checkpoint", async () => {
    const words = ["infra", "audit", "verify"];
    const one = await server.json<Record<string, unknown>>(...words, "--threads", "1");
    const three = await server.json<Record<string, unknown>>(...words, "--threads", "3");
    expect(one).toMatchObject({ ok: true, keys_pinned: true });
    expect(three["rows"]).toBe(one["rows"] as number);
    const file = at("audit.checkpoint");
    await server.cli(...words, "--checkpoint", file);
    const resumed = await server.json<Record<string, unknown>>(...words, "--checkpoint", file);
    expect(resumed).toMatchObject({ ok: true, resumed: { rows: one["rows"] as number } });
    const text = await Bun.file(file).text();
    await Bun.write(file, text.replace(/"seals":[0-9]+/, '"seals":1'));
    const refused = await server.tryCli([...words, "--checkpoint", file]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("made or edited by hand");
  });
});
