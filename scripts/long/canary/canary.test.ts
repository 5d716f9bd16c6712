import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isNoun, type Noun, type Verb } from "#entry/cli/command.ts";
import { domains } from "#entry/cli/root.ts";
import { routes } from "#entry/http/route-table.ts";
import { eventually } from "../../e2e/eventually.ts";
import { databaseFolder, openSql, profileFolder } from "../../e2e/installation.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../../e2e/own-server.ts";
import { length } from "../length.ts";
import { canary, type Canary, findCanaries } from "./canaries.ts";
import { routeAsks } from "./requests.ts";
import { watchProcesses } from "./watch-processes.ts";
import { verbWords } from "./words.ts";

setDefaultTimeout(600_000);

const stepMsMax = 30_000;
const streamMsMax = 500;
const formats = [["--json"], [], ["--yaml"]] as const;
/** Every format in the whole check, one of them in its short form. */
const formatsTried = length(formats.length, 1);
const random = () => crypto.randomUUID().replaceAll("-", "");

const core = `inj${random()}`;
/** What every escaping changes; its core shows through all of them. */
const injected = [core, "/+ü\\\"'x"].join("");
/** What a GitHub token looks like: a kind that the scan knows. */
const prompted = ["ghp", `${random()}abcd`].join("_");

let server: OwnServer;
let canaries: Canary[];
/** Where a canary was seen that should not be there. */
const seen: string[] = [];
/** Verbs that did not do what they were run for. */
const failed: string[] = [];
/** Answers in which the tool server's secret was blanked out. */
let masked = 0;

function look(where: string, text: string): void {
  for (const name of findCanaries(text, canaries)) seen.push(`${name} in ${where}`);
}

beforeAll(async () => {
  server = await startOwnServer({
    files: {
      "canary/server.ts": readFileSync(join(import.meta.dir, "leaking-server.ts"), "utf8"),
      "services/access-control/canary.yaml":
        "rules:\n  - { entity: mcp://canary, subject: role:admin, access: allow }\n",
    },
  });
  const { code } = await server.tryCli(["admin", "secrets", "set", "canary"], injected);
  expect(code).toBe(0);
  server.write(
    "services/mcp/canary.yaml",
    JSON.stringify({
      ...{ type: "stdio", command: process.execPath, args: ["server.ts"], cwd: "canary" },
      secrets: { CANARY: "canary" },
      tools: { leak: { permissions: ["read"] }, fail: { permissions: ["read"] } },
    }),
  );
  const pat = await server.cli(
    ...["admin", "users", "pat", "issue", firstAdmin, "--name", "canary", "--token-only"],
  );
  const passwords = server.read(`${profileFolder}/secrets.yaml`).matchAll(/\/\/[^:/]+:([^@]+)@/g);
  const masterKey = readFileSync(join(server.folder, ".systemprompt/keys/master-key"));
  const { controlKey } = JSON.parse(server.read(".systemprompt/run/server.json")) as {
    controlKey: string;
  };
  canaries = [
    canary("an injected secret", injected),
    canary("the core of an injected secret", core),
    canary("a credential in a prompt", prompted),
    canary("a personal token", pat),
    canary("an access token", await server.token(firstAdmin)),
    ...[...passwords].map(([, value = ""], index) =>
      canary(`database password ${String(index)}`, value, ["profiles/local/secrets.yaml"]),
    ),
    canary("the control socket's key", controlKey, ["run/server.json"]),
    canary("the master key", masterKey, ["keys/master-key"]),
  ];
  await eventually(stepMsMax, async () => {
    const states = await server.json<readonly { name: string; status: string }[]>(
      ...["plugins", "mcp", "list"],
    );
    return states.find(({ name }) => name === "canary")?.status === "ready" ? true : undefined;
  });
});

afterAll(() => server.stop());

describe("M14 canaries", () => {
  test("are carried to every verb and every route that there is", async () => {
    expect(Object.keys(verbWords).toSorted()).toEqual((await allVerbs()).toSorted());
    const all = routes.map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(routeAsks).toSorted()).toEqual(all.toSorted());
    expect(canaries.length).toBeGreaterThanOrEqual(8);
    // The looking itself sees them, in every spelling that it knows.
    for (const { name, value } of canaries) {
      const told = [Buffer.from(value).toString("latin1"), Buffer.from(value).toString("base64")];
      for (const text of told.slice(typeof value === "string" ? 1 : 0)) {
        expect(findCanaries(`x${text}x`, canaries)).toContain(name);
      }
    }
  });

  test("show in no answer, output, row, file, command line and environment", async () => {
    const watch = watchProcesses(
      (text) => findCanaries(text, canaries),
      (commandLine) => commandLine.includes("server.ts"),
    );
    await askEveryRoute();
    expect(masked).toBeGreaterThan(10);
    await runVerbs((verb) => !verb.startsWith("infra services st") && !isLast(verb));
    await dumpTables();
    await runVerbs((verb) => verb.startsWith("infra services st") || isLast(verb));
    await setUpAnew();
    seen.push(...watch.stop());
    lookThroughFiles();
    expect([seen, failed]).toEqual([[], []]);
  });
});

const lastVerbs = ["infra services restart", "infra services cleanup", "admin setup"];
const isLast = (verb: string) => lastVerbs.includes(verb);

async function allVerbs(): Promise<readonly string[]> {
  const found: string[] = [];
  const walk = (name: string, entry: Verb | Noun) => {
    if (!isNoun(entry)) found.push(name);
    else for (const [word, below] of Object.entries(entry.verbs)) walk(`${name} ${word}`, below);
  };
  for (const [domain, { nouns }] of Object.entries(domains)) {
    for (const [noun, load] of Object.entries(nouns)) walk(`${domain} ${noun}`, await load());
  }
  return found;
}

async function runVerbs(isTurn: (verb: string) => boolean): Promise<void> {
  for (const [verb, wordsOf] of Object.entries(verbWords).filter(([name]) => isTurn(name))) {
    for (const [turn, format] of formats.slice(0, formatsTried).entries()) {
      const { words, stdin, fails } = await wordsOf(server, turn);
      const run = await server.tryCli([...verb.split(" "), ...words, ...format, "--yes"], stdin);
      const what = [verb, ...format].join(" ");
      look(what, `${run.stdout}\n${run.stderr}`);
      if (fails === undefined && run.code !== 0) failed.push(`${what}: ${run.stderr}`);
    }
  }
}

async function askEveryRoute(): Promise<void> {
  const credentials = canaries.filter(({ name }) => name.endsWith("token"));
  expect(credentials).toHaveLength(2);
  for (const { method, path } of routes) {
    const asks = (await routeAsks[`${method} ${path}`]?.(server, prompted)) ?? [];
    expect(asks.length).toBeGreaterThan(0);
    for (const ask of asks) {
      for (const credential of [...credentials.map(({ value }) => String(value)), null]) {
        const answer = await fetch(`${server.baseUrl}${ask.path ?? path}`, {
          method,
          signal: AbortSignal.timeout(stepMsMax),
          headers: {
            "content-type": "application/json",
            ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
            ...ask.headers,
          },
          ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
        });
        const text = await readAnswer(answer);
        if (text.includes("[masked:CANARY]")) masked++;
        look(`${method} ${path}`, `${JSON.stringify([...answer.headers])}\n${text}`);
      }
    }
  }
}

/** A stream that stays open is read for a moment. */
async function readAnswer(answer: Response): Promise<string> {
  if (answer.body === null) return "";
  const reader = answer.body.getReader();
  const timer = setTimeout(() => void reader.cancel(), streamMsMax);
  const decoder = new TextDecoder();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value, { stream: true });
  }
  clearTimeout(timer);
  return text;
}

async function dumpTables(): Promise<void> {
  const sql = openSql(server, "owner");
  const tables: { name: string }[] = await sql`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname <> 'information_schema'`;
  expect(tables.length).toBeGreaterThan(50);
  for (const { name } of tables) {
    const rows: { text: string }[] = await sql.unsafe(`select t::text as text from ${name} as t`);
    look(name, rows.map(({ text }) => text).join("\n"));
  }
  await sql.close();
}

/** New passwords for the same database: neither the old ones nor these are told. */
async function setUpAnew(): Promise<void> {
  const words = ["admin", "setup", "--embedded", "--reset-passwords", "--yes"];
  for (const format of formats.slice(0, formatsTried)) {
    const run = await server.tryCli([...words, ...format]);
    look("admin setup", `${run.stdout}\n${run.stderr}`);
  }
}

/** All that the installation wrote, the database's own files and log of writes among it. */
function lookThroughFiles(): void {
  const folders = [server.folder, databaseFolder(server)];
  for (const { name, value, spellings, files } of canaries) {
    const encoding = typeof value === "string" ? "utf8" : "latin1";
    for (const path of filesWith(spellings, folders, encoding)) {
      if (files.some((end) => path.endsWith(end))) continue;
      seen.push(`${name} in the file ${path}`);
    }
  }
  // What belongs in a file is found there, so the search does find.
  const [key] = canaries.filter(({ name }) => name.startsWith("database password"));
  expect(filesWith(key?.spellings ?? [], folders)).not.toEqual([]);
}

/** The embedded database is some hundred megabytes, too much for one string after the other. */
function filesWith(
  texts: readonly string[],
  folders: readonly string[],
  encoding: "utf8" | "latin1" = "utf8",
): readonly string[] {
  const words = ["grep", "-r", "-a", "-l", "-F", "-f", "-", ...folders];
  const run = Bun.spawnSync(words, {
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
    // A raw key may hold the end of a line, which parts patterns; its other spellings do not.
    stdin: Buffer.from(texts.filter((text) => !text.includes("\n")).join("\n"), encoding),
  });
  return run.stdout.toString().split("\n").filter(Boolean);
}
