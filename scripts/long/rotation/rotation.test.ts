import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { callBody, callHeaders, mcpPath, postText } from "../../e2e/calls.ts";
import { eventually } from "../../e2e/eventually.ts";
import { executablePath } from "../../e2e/executable.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../../e2e/own-server.ts";
import { openRaw } from "../../e2e/raw-http.ts";
import { length } from "../length.ts";

setDefaultTimeout(900_000);

const callers = 8;
const rounds = length(20, 2);
const crashes = length(30, 4);
const stepMsMax = 30_000;

let server: OwnServer;
let token: string;
/** Digests of the values in the order in which they were set. */
const digests: string[] = [];

beforeAll(async () => {
  server = await startOwnServer({
    files: {
      "rotated/server.ts": readFileSync(join(import.meta.dir, "tool-server.ts"), "utf8"),
      "services/access-control/rotated.yaml":
        "rules:\n  - { entity: mcp://rotated, subject: role:admin, access: allow }\n",
    },
  });
  await setValue();
  server.write(
    "services/mcp/rotated.yaml",
    JSON.stringify({
      ...{ type: "stdio", command: process.execPath, args: ["server.ts"], cwd: "rotated" },
      secrets: { ROTATED: "rotated" },
    }),
  );
  token = await server.token(firstAdmin);
  await eventually(stepMsMax, async () => {
    const [one] = await callFor(() => false);
    return one?.digest === digests[0] ? true : undefined;
  });
});

afterAll(() => server.stop());

describe("M13 rotation under load", () => {
  test("of values and of every key fails no call and no login", async () => {
    let done = false;
    const calls = Promise.all(Array.from({ length: callers }, () => callFor(() => !done)));
    const logins = loginFor(() => !done);
    try {
      for (let round = 0; round < rounds; round++) await rotateEverything();
    } finally {
      done = true;
    }
    const made = (await calls).flat();
    expect(made.length).toBeGreaterThan(callers * rounds);
    expect(made.filter(({ digest }) => digest === null)).toEqual([]);
    // From the moment that the command returned, no call gets an older value.
    const stale = made.filter(
      ({ digest, valuesAtStart }) => digests.indexOf(digest ?? "") < valuesAtStart - 1,
    );
    expect(stale).toEqual([]);
    expect(new Set(made.map(({ digest }) => digest)).size).toBe(rounds + 1);
    expect(await logins).toBeGreaterThan(rounds);
    expect(await server.json("infra", "audit", "verify")).toMatchObject({ ok: true });
  });

  test("of the master key that is killed half way leaves every secret and login usable", async () => {
    let done = false;
    const calls = Promise.all(Array.from({ length: callers }, () => callFor(() => !done)));
    for (let crash = 0; crash < crashes; crash++) await killRotation(crash / crashes);
    done = true;
    expect((await calls).flat().filter(({ digest }) => digest === null)).toEqual([]);
    // What only memory held would be gone now.
    await server.cli("infra", "services", "restart");
    await setValue();
    await server.cli("admin", "secrets", "rotate", "--level", "master", "--yes");
    token = await server.token(firstAdmin);
    await eventually(stepMsMax, async () => {
      const [one] = await callFor(() => false);
      return one?.digest === digests.at(-1) ? true : undefined;
    });
  });
});

async function setValue(): Promise<void> {
  const value = ["value", crypto.randomUUID()].join("-");
  const { code, stderr } = await server.tryCli(["admin", "secrets", "set", "rotated"], value);
  expect([code, stderr]).toEqual([0, ""]);
  digests.push(createHash("sha256").update(value).digest("hex"));
}

async function rotateEverything(): Promise<void> {
  await setValue();
  await server.cli("admin", "secrets", "rotate", "--level", "value", "rotated", "--yes");
  await server.cli("admin", "secrets", "rotate", "--level", "user", "--yes");
  await server.cli("admin", "secrets", "rotate", "--level", "master", "--yes");
  await server.cli("admin", "keys", "rotate", "--yes");
}

/** Kills the command somewhere between its start and its end, earlier or later by `part`. */
async function killRotation(part: number): Promise<void> {
  const words = ["admin", "secrets", "rotate", "--level", "master", "--yes"];
  const child = Bun.spawn([executablePath(), ...words], {
    cwd: server.folder,
    env: { PATH: "/usr/bin:/bin" },
    stdio: ["ignore", "ignore", "ignore"],
  });
  const began = performance.now();
  while (child.exitCode === null && performance.now() - began < part * commandMs) {
    await Bun.sleep(1);
  }
  child.kill("SIGKILL");
  await child.exited;
}

/** About what the command takes on an idle machine; where it ends is spread over all of it. */
const commandMs = 700;

interface Made {
  /** Null for a call that failed. */
  readonly digest: string | null;
  readonly valuesAtStart: number;
}

/** One call after the other, at least one. */
async function callFor(goesOn: () => boolean): Promise<readonly Made[]> {
  const connection = await openRaw(server.port);
  const body = callBody("holds", {});
  const text = postText(server.port, mcpPath("rotated"), token, callHeaders("holds"), body);
  const made: Made[] = [];
  do {
    const valuesAtStart = digests.length;
    const answer = await connection?.ask(text);
    const found = /"text":"([0-9a-f]{64})"/.exec(answer?.body ?? "")?.[1];
    made.push({ digest: answer?.status === 200 ? (found ?? null) : null, valuesAtStart });
  } while (goesOn());
  connection?.close();
  return made;
}

/** Logs in and uses the token at once, again and again. Returns how often; throws on a failure. */
async function loginFor(goesOn: () => boolean): Promise<number> {
  let logins = 0;
  while (goesOn()) {
    const fresh = await server.token(firstAdmin);
    const answer = await fetch(`${server.baseUrl}/api/v1/mcp/registry`, {
      headers: { authorization: `Bearer ${fresh}` },
    });
    expect(answer.status).toBe(200);
    logins++;
  }
  return logins;
}
