import { describe, expect, test } from "bun:test";
import type { Extension } from "#shared/extension.ts";
import type { SecretKindRow } from "#shared/secrets/secret-kind.ts";
import { strictObject, Type } from "#shared/schema.ts";
import { loadExtensions } from "./load-extensions.ts";
import { orderExtensions } from "./order-extensions.ts";

type Fault = `${string}.${"migrate" | "start" | "validate" | "close"}`;

/** Three extensions, c > b > a, that note each step and fail where they are told to. */
function cast(faults: readonly Fault[] = []) {
  const notes: string[] = [];
  const note = (id: string, step: "migrate" | "start" | "validate" | "close") => {
    notes.push(`${id}.${step}`);
    if (faults.includes(`${id}.${step}`)) throw new Error(`${id}.${step} broke`);
  };
  const make = (id: string, requires: readonly string[]): Extension => ({
    id,
    version: "1.0.0",
    requires,
    migrations: [{ name: "0001_start", sql: "select 1" }],
    lifecycle: {
      start: () => note(id, "start"),
      validate: () => note(id, "validate"),
      close: () => note(id, "close"),
    },
  });
  const extensions = [make("c", ["b"]), make("b", ["a"]), make("a", [])];
  const migrate = async (id: string) => note(id, "migrate");
  return { notes, load: () => loadExtensions({ extensions, config: {}, migrate }) };
}

async function failureOf(work: Promise<unknown>): Promise<Error & { cause?: unknown }> {
  return work.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: Error) => error,
  );
}

describe("M03 M52 kinds of secrets of extensions", () => {
  const body = ["zq7", "Lw2", "Rk9", "Xv4", "Bn6", "Ty1"].join("");
  const row: SecretKindRow = {
    id: "acme.token",
    title: "Acme token",
    severity: "high",
    remedy: "Revoke it.",
    parts: [{ text: "acme_" }, { set: "A-Za-z0-9", min: 18 }],
    matches: [`acme_${body}`],
    ignores: ["acme_token"],
  };
  const load = (...kinds: readonly SecretKindRow[]) =>
    loadExtensions({
      extensions: [{ id: "acme", version: "1.0.0", secretKinds: kinds }],
      config: {},
      migrate: () => Promise.resolve(),
    });

  test("are loaded when they find their own examples", async () => {
    expect((await load(row)).extensions).toHaveLength(1);
  });

  test.each([
    [{ ...row, severity: "low" }, "extension acme.secretKinds[0]/severity: "],
    [{ ...row, keyword: "acme_" }, "extension acme.secretKinds[0]/keyword: "],
    [{ ...row, id: "github.pat" }, "secretKinds[0]/id: is taken by a kind of the product"],
    [{ ...row, matches: ["acme"] }, "secretKinds[0]/matches/0: is not found"],
  ])("are refused with their reason and place: %j", async (bad, message) => {
    expect((await failureOf(load(bad as SecretKindRow))).message).toContain(message);
  });
});

describe("M52 loading extensions", () => {
  test("runs each step in the order of requirements and closes in reverse", async () => {
    const { notes, load } = cast();
    const loaded = await load();
    expect(loaded.extensions.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    await loaded.close();
    await loaded.close();
    expect(notes).toEqual(
      ["migrate", "start", "validate"]
        .flatMap((step) => ["a", "b", "c"].map((id) => `${id}.${step}`))
        .concat(["c.close", "b.close", "a.close"]),
    );
  });

  test.each([
    ["a.migrate", []],
    ["c.migrate", []],
    ["a.start", []],
    ["b.start", ["a"]],
    ["c.start", ["b", "a"]],
    ["a.validate", ["c", "b", "a"]],
    ["c.validate", ["c", "b", "a"]],
  ] as const)("closes what was started when %s fails", async (fault, closed) => {
    const { notes, load } = cast([fault]);
    const failure = await failureOf(load());
    const [id, step] = fault.split(".");
    expect(failure.message).toBe(`Extension ${id} failed to ${step}.`);
    expect(failure.cause).toEqual(new Error(`${fault} broke`));
    expect(notes.filter((note) => note.endsWith(".close"))).toEqual(
      closed.map((name) => `${name}.close`),
    );
  });

  test("reports both when closing fails after a failure, and still closes the rest", async () => {
    const { notes, load } = cast(["c.start", "b.close"]);
    const failure = await failureOf(load());
    expect(failure.message).toBe("Extension c failed to start. Extension b failed to close.");
    expect(notes.slice(-2)).toEqual(["b.close", "a.close"]);
  });

  test("reports every failure of a close and closes all", async () => {
    const { notes, load } = cast(["a.close", "c.close"]);
    const loaded = await load();
    const failure = await failureOf(loaded.close());
    expect(failure.message).toBe("Extension c failed to close. Extension a failed to close.");
    expect(notes.slice(-3)).toEqual(["c.close", "b.close", "a.close"]);
  });
});

describe("M52 refusing extensions", () => {
  const make = (id: string, requires: readonly string[] = []): Extension => ({
    id,
    version: "1.0.0",
    requires,
  });

  test.each([
    ["a cycle", [make("a", ["b"]), make("b", ["a"])], "extensions require each other: a > b > a"],
    ["itself", [make("a", ["a"])], "extensions require each other: a > a"],
    ["what is missing", [make("a", ["z"])], "extension a: requires z, which is not in the list"],
    ["an id that is there twice", [make("a"), make("a")], "extension a: the id is there twice"],
  ])("names %s", (_, extensions, problem) => {
    expect(orderExtensions(extensions).problems).toEqual([problem]);
  });

  test("tells all problems of literals and sections at once, and starts nothing", async () => {
    const started: string[] = [];
    const config = strictObject({ size: Type.Integer({ minimum: 1 }) });
    const bad = { ...make("Bad Id"), version: "one", colour: "red" } as Extension;
    const good = { ...make("good"), config, lifecycle: { start: () => void started.push("good") } };
    const sections = { good: { size: 0, seize: 2 }, stray: {} };
    const failure = await failureOf(
      loadExtensions({ extensions: [bad, good], config: sections, migrate: async () => {} }),
    );
    for (const words of [
      "unknown key colour",
      "id is not lower-case",
      "version is not",
      "extensions.good/seize",
      "extensions.good/size",
      "extensions.stray: no extension reads this section",
    ]) {
      expect(failure.message).toContain(words);
    }
    expect(started).toEqual([]);
  });

  test("gives a section its defaults", async () => {
    const seen: unknown[] = [];
    const config = strictObject({ size: Type.Optional(Type.Integer({ default: 3 })) });
    const lifecycle = { start: (context: { config: unknown }) => void seen.push(context.config) };
    const extensions = [{ ...make("good"), config, lifecycle }];
    await loadExtensions({ extensions, config: {}, migrate: async () => {} });
    expect(seen).toEqual([{ size: 3 }]);
  });
});
