import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { callBody, callHeaders, mcpPath, postText } from "../../e2e/calls.ts";
import { eventually } from "../../e2e/eventually.ts";
import { firstAdmin, type OwnServer } from "../../e2e/own-server.ts";
import { openRaw } from "../../e2e/raw-http.ts";
import { length } from "../length.ts";
import { type Fleet, startFleet } from "../replicas/fleet.ts";

setDefaultTimeout(300_000);

const stepMsMax = 60_000;
const rounds = length(10, 2);

let fleet: Fleet;
let token: string;

beforeAll(async () => {
  fleet = await startFleet({
    replicas: 2,
    balancer: null,
    files: {
      "rotated/server.ts": readFileSync(join(import.meta.dir, "tool-server.ts"), "utf8"),
      "services/access-control/rotated.yaml":
        "rules:\n  - { entity: mcp://rotated, subject: role:admin, access: allow }\n",
      "services/mcp/rotated.yaml": JSON.stringify({
        ...{ type: "stdio", command: process.execPath, args: ["server.ts"], cwd: "rotated" },
        secrets: { ROTATED: "rotated" },
      }),
    },
  });
  token = await fleet.first.token(firstAdmin);
});

afterAll(() => fleet.stop());

describe("M13 M58 a secret that is set on one replica", () => {
  test("reaches the tool servers of every replica without a failed call", async () => {
    const first = await setValue();
    for (const replica of fleet.replicas) await tells(replica, first);
    let done = false;
    const calls = Promise.all(fleet.replicas.map((replica) => callOn(replica, () => !done)));
    for (let round = 0; round < rounds; round++) {
      const digest = await setValue();
      for (const replica of fleet.replicas) await tells(replica, digest);
    }
    done = true;
    const made = (await calls).flat();
    expect(made.length).toBeGreaterThan(rounds);
    expect(made.filter((digest) => digest === null)).toEqual([]);
  });
});

async function setValue(): Promise<string> {
  const value = ["value", crypto.randomUUID()].join("-");
  const run = await fleet.first.tryCli(["admin", "secrets", "set", "rotated"], value);
  expect([run.code, run.stderr]).toEqual([0, ""]);
  return createHash("sha256").update(value).digest("hex");
}

async function tells(replica: OwnServer, digest: string): Promise<void> {
  await eventually(stepMsMax, async () => {
    const [told] = await callOn(replica, () => false);
    return told === digest ? true : undefined;
  });
}

/** The digests that calls gave, one after the other; null for one that failed. */
async function callOn(
  replica: OwnServer,
  goesOn: () => boolean,
): Promise<readonly (string | null)[]> {
  const connection = await openRaw(replica.port);
  // The replica's own Host is another than the fleet's public one.
  const text = postText(
    fleet.port,
    mcpPath("rotated"),
    token,
    callHeaders("holds"),
    callBody("holds", {}),
  );
  const made: (string | null)[] = [];
  do {
    const answer = await connection?.ask(text);
    const found = /"text":"([0-9a-f]{64})"/.exec(answer?.body ?? "")?.[1];
    made.push(answer?.status === 200 ? (found ?? null) : null);
  } while (goesOn());
  connection?.close();
  return made;
}
