import { describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorTable } from "#shared/errors.ts";
import { isNoun, type Noun, type Verb } from "./command.ts";
import { domains } from "./root.ts";
import { runCli } from "./run.ts";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(...words: string[]): Promise<Ran> {
  let out = "";
  let err = "";
  const streams = { out: (text: string) => (out += text), err: (text: string) => (err += text) };
  const code = await runCli(words, streams);
  return { code, out, err };
}

interface Leaf {
  readonly path: readonly string[];
  readonly entry: Noun | Verb;
}

function below(path: readonly string[], entry: Noun | Verb): Leaf[] {
  const own = { path, entry };
  if (!isNoun(entry)) return [own];
  return [
    own,
    ...Object.entries(entry.verbs).flatMap(([word, next]) => below([...path, word], next)),
  ];
}

async function everyWord(): Promise<Leaf[]> {
  const leaves: Leaf[] = [];
  for (const [domain, { nouns }] of Object.entries(domains)) {
    for (const [name, load] of Object.entries(nouns)) {
      leaves.push(...below([domain, name], await load()));
    }
  }
  return leaves;
}

const words = await everyWord();
const verbs = words.flatMap(({ path, entry }) => (isNoun(entry) ? [] : [{ path, verb: entry }]));
const line = (path: readonly string[]) => path.join(" ");

/** Runs the program as a process of its own, in an empty folder with nothing set up above it. */
async function runAlone(folder: string, ...argv: readonly string[]): Promise<Ran> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "../../main.ts"), ...argv], {
    cwd: folder,
    env: { PATH: "/usr/bin:/bin", HOME: folder },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { code, out, err };
}

async function inEmptyFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cli-"));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("M50 help", () => {
  test("of the program lists its domains", async () => {
    const { code, out, err } = await run("--help");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatchSnapshot();
  });

  test.each(Object.keys(domains))("of the domain %s lists its nouns", async (domain) => {
    const { code, out } = await run(domain, "--help");
    expect(code).toBe(0);
    expect(out).toMatchSnapshot();
  });

  test.each(words.map(({ path }) => line(path)))("of %s is as reviewed", async (path) => {
    const { code, out, err } = await run(...path.split(" "), "--help");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatchSnapshot();
  });

  test("needs a sentence for every verb and every argument", () => {
    expect(verbs.length).toBeGreaterThan(50);
    for (const { path, verb } of verbs) {
      const sentences = Object.values(verb.arguments ?? {}).map((spec) => spec.description);
      for (const sentence of [verb.summary, ...sentences]) {
        expect({ path: line(path), sentence }).toEqual({
          path: line(path),
          sentence: expect.stringMatching(/^\S.*[^.]$/) as unknown as string,
        });
      }
    }
  });

  test("shows examples that the verb itself accepts", () => {
    for (const { path, verb } of verbs) {
      for (const example of verb.examples ?? []) {
        if (!example.startsWith("systemprompt ")) continue;
        expect(example).toStartWith(`systemprompt ${line(path)}`);
      }
    }
  });
});

describe("M50 wrong words", () => {
  test.each([
    [["amdin"], "Did you mean admin?"],
    [["infra", "servces"], "Did you mean services?"],
    [["infra", "db", "qurey", "select 1"], "Did you mean query?"],
    [["infra", "db", "query", "select 1", "--jsn"], "Did you mean --json?"],
    [["admin", "users", "role", "asign", "U"], "Did you mean assign?"],
  ])("%p are refused with a suggestion", async (argv, suggestion) => {
    const { code, out, err } = await run(...argv);
    expect({ code, out }).toEqual({ code: 64, out: "" });
    expect(err).toContain(suggestion);
  });

  test.each([
    [["infra", "db", "query", "select 1", "surplus"], 'Unexpected word "surplus"'],
    [["infra", "db", "query"], "SQL is missing"],
    [["admin", "users", "create", "--email"], "--email needs a value"],
    [["infra", "audit", "verify", "--json", "--yaml"], "Choose one"],
    [["infra", "services", "status", "--json=yes"], "--json takes no value"],
    [["infra", "audit", "export", "--out", "a", "--out", "b"], "--out is given twice"],
    [["infra", "db"], "Usage: systemprompt infra db"],
    [["infra", "toString"], "Unknown word"],
    [["__proto__"], "Unknown domain"],
  ])("%p exit 64 and say why", async (argv, reason) => {
    const { code, out, err } = await run(...argv);
    expect({ code, out }).toEqual({ code: 64, out: "" });
    expect(err).toContain(reason);
  });

  test("under --json are one document on standard error", async () => {
    const { code, out, err } = await run("infra", "db", "qurey", "--json");
    expect({ code, out }).toEqual({ code: 64, out: "" });
    const { error } = JSON.parse(err) as { error: { code: string; message: string } };
    expect(error.code).toBe("USAGE");
    expect(error.message).toContain("Did you mean query?");
  });

  const needy = verbs.filter(({ verb }) =>
    Object.values(verb.arguments ?? {}).some((spec) => spec.required),
  );
  test.each(needy.map(({ path }) => line(path)))(
    "%s refuses to run without its words",
    async (path) => {
      const { code, out, err } = await run(...path.split(" "), "--yes");
      expect({ code, out }).toEqual({ code: 64, out: "" });
      expect(err).toContain("is missing");
    },
  );
});

describe("M50 a failing command never exits 0", () => {
  /** They want one of several words, or need no installation: judged with their own tests. */
  const others = [
    "admin policy test",
    "admin policy kinds",
    "admin rate-limits set",
    "admin config schema",
  ];
  const alone = verbs
    .filter(({ verb }) => !Object.values(verb.arguments ?? {}).some((spec) => spec.required))
    .map(({ path }) => line(path))
    .filter((path) => !others.includes(path));

  test.each(alone)("%s, where nothing is set up", async (path) => {
    await inEmptyFolder(async (folder) => {
      const { code, out, err } = await runAlone(folder, ...path.split(" "), "--json", "--yes");
      expect({ code, out }).toEqual({ code: errorTable.NOT_SET_UP.exit, out: "" });
      const { error } = JSON.parse(err) as { error: { code: string; message: string } };
      expect(error.code).toBe("NOT_SET_UP");
      expect(error.message).toContain("admin setup");
    });
  });
});

describe("M50 --help and --version", () => {
  test("read nothing of the folder that they run in", async () => {
    await inEmptyFolder(async (folder) => {
      mkdirSync(join(folder, "services", "config"), { recursive: true });
      writeFileSync(join(folder, "services", "config", "config.yaml"), "not: [closed");
      writeFileSync(join(folder, ".systemprompt"), "not a folder");
      for (const flag of ["--help", "--version"]) {
        const { code, err } = await runAlone(folder, flag);
        expect({ flag, code, err }).toEqual({ flag, code: 0, err: "" });
      }
    });
  });
});
