import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Isolation, detectIsolation } from "#infra/processes/confinement/isolation.ts";
import { callBody, callHeaders, mcpPath, postText } from "../calls.ts";
import { eventually } from "../eventually.ts";
import { databaseFolder, databasePids, databasePort, isAlive } from "../installation.ts";
import { type Account, firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { askRaw } from "../raw-http.ts";
import type { Targets } from "./hostile/attempts.ts";

setDefaultTimeout(90_000);

const stepMsMax = 20_000;
/** The runtime of the hostile program reserves 1 GiB for compiled code before it runs. */
const memoryBytesMax = 4 * 1_024 ** 3;
const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };
const accounts: readonly (readonly [string, Account | undefined])[] = isRoot
  ? [
      ["root, with an account for each tool server", undefined],
      ["an ordinary account, which its tool servers share", nobody],
    ]
  : [["an ordinary account, which its tool servers share", undefined]];

/** Words of the kernel that mean no. ENOENT and ESRCH are none: they would hide a wrong target. */
// prettier-ignore
const refusals = new Set([
  "EPERM", "EACCES", "EXDEV", "EPROTONOSUPPORT", "EAFNOSUPPORT", "ENOSYS", "EROFS",
]);

/** With a port it has sockets of the internet; without one it would be refused those at once. */
const unusedPort = 9;
const abstractSocket = `systemprompt-${crypto.randomUUID()}`;

describe.each(accounts)("M14 M18 a hostile tool server of %s", (_name, account) => {
  /** Tells this server's processes from those of the one before. */
  const secret = ["sibling", crypto.randomUUID()].join("-");
  let server: OwnServer;
  let token: string;
  let isolation: Isolation;
  let targets: Targets;
  const listeners: Server[] = [];
  const program = mkdtempSync(join(tmpdir(), "hostile-"));

  beforeAll(async () => {
    chmodSync(program, 0o755);
    const source = join(import.meta.dir, "hostile");
    const files = Object.fromEntries(
      readdirSync(source).map((name) => [
        `hostile/${name}`,
        readFileSync(join(source, name), "utf8"),
      ]),
    );
    const rule = "rules:\n  - { entity: mcp://hostile, subject: role:admin, access: allow }\n";
    server = await startOwnServer({
      ...(account === undefined ? {} : { account }),
      files: { ...files, "services/access-control/hostile.yaml": rule },
    });
    await server.tryCli(["admin", "secrets", "set", "sibling"], secret);
    server.write("services/mcp/sibling.yaml", serverYaml({ secrets: { SIBLING: "sibling" } }));
    server.write(
      "services/mcp/hostile.yaml",
      serverYaml({ sandbox: { connect_ports: [unusedPort] } }),
    );
    token = await server.token(firstAdmin);
    isolation = isolationOf(account);
    // Written last, so that nothing is started again once it answers.
    await eventually(stepMsMax, async () => ((await run("ready")) === null ? undefined : true));
    targets = await findTargets();
  });

  afterAll(async () => {
    for (const listener of listeners) listener.close();
    await server.stop();
    rmSync(program, { recursive: true, force: true });
  });

  test("is refused whatever it tries", async () => {
    const before = stateOf(server);
    const outcomes = (await run("attack")) as Readonly<Record<string, string>>;
    expect(Object.keys(outcomes).length).toBeGreaterThan(150);
    const expected = Object.keys(outcomes).filter((name) => isOpenHere(name, isolation));
    const reached = Object.entries(outcomes).filter(([, outcome]) => !refusals.has(outcome));
    expect(reached.map(([name, outcome]) => [name, outcome])).toEqual(
      reached.filter(([name]) => expected.includes(name)),
    );
    // Nothing was changed, and who was attacked still works.
    expect(stateOf(server)).toEqual(before);
    expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(200);
    for (const pid of Object.values(targets.processes)) expect(isAlive(pid)).toBe(true);
  });

  test("gets what the product says is open, and nothing that it does not say", async () => {
    const outcomes = (await run("openings")) as Readonly<Record<string, string>>;
    const status = await server.json<{ confinement_limits: readonly string[] }>(
      ...["plugins", "mcp", "status", "hostile"],
    );
    const said = status.confinement_limits.join(" ");
    expect(said).toContain("hosts are not; who may connect to a port may also use UDP");
    expect(said).toContain("Command lines of other processes, names and sizes of files");
    expect(Object.values(outcomes).filter((outcome) => !outcome.startsWith("got"))).toEqual([]);
  });

  test("with a way to path sockets still gets nothing of the control socket", async () => {
    const ask = (headers: Record<string, string>) =>
      fetch("http://control/", {
        unix: targets.sockets["control"] ?? "",
        method: "POST",
        headers,
        body: JSON.stringify({ verb: "mcp.list" }),
      });
    for (const headers of [{}, { "x-control-key": "" }, { "x-control-key": "x".repeat(43) }]) {
      const answer = await ask(headers);
      expect([answer.status, await answer.text()]).toEqual([403, ""]);
    }
    const { controlKey } = JSON.parse(server.read(".systemprompt/run/server.json")) as {
      controlKey: string;
    };
    expect((await ask({ "x-control-key": controlKey })).status).toBe(200);
  });

  test("that forks without end is stopped by its limit, and its sibling is not", async () => {
    if (!isolation.ownAccounts && isRoot && account === undefined) return;
    const { started } = (await run("process_bomb")) as { started: number };
    expect(started).toBeGreaterThan(0);
    // Where the account is shared, what others end meanwhile makes room.
    expect(started).toBeLessThan(500);
    expect((await fetch(`${server.baseUrl}/readyz`)).status).toBe(200);
  });

  test("that takes memory without end gets what its limit is and no more", async () => {
    const { bytes } = (await run("memory_bomb")) as { bytes: number };
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(memoryBytesMax);
  });

  test("leaves no daemon behind, not even one without environment and session", async () => {
    await server.cli("infra", "services", "restart");
    await eventually(stepMsMax, async () => ((await run("ready")) === null ? undefined : true));
    const { pid } = (await run("daemon")) as { pid: number };
    expect(isAlive(pid)).toBe(true);
    server.write("services/mcp/hostile.yaml", serverYaml({ enabled: false }));
    await eventually(stepMsMax, () => (isAlive(pid) ? undefined : true));
  });

  function serverYaml(more: object): string {
    const command = { command: process.execPath, args: ["program.ts"], cwd: "hostile" };
    const limits = { processes_max: 64, memory_bytes_max: memoryBytesMax };
    // Only names of what to try; the paths in it would be refused at the door.
    const kinds = { targets: "text" };
    return JSON.stringify({ type: "stdio", ...command, limits, arguments: kinds, ...more });
  }

  async function run(tool: string): Promise<unknown> {
    const body = callBody(tool, { targets });
    const text = postText(server.port, mcpPath("hostile"), token, callHeaders(tool), body);
    const answer = JSON.parse((await askRaw(server.port, text))?.body ?? "{}") as {
      result?: { isError?: boolean; content?: readonly { text: string }[] };
    };
    if (answer.result?.isError === true) return null;
    const told = answer.result?.content?.[0]?.text;
    return told === undefined ? null : (JSON.parse(told) as unknown);
  }

  async function findTargets(): Promise<Targets> {
    const state = join(server.folder, ".systemprompt");
    const pid = await server.pid();
    const sibling = await eventually(stepMsMax, () => findSibling());
    const anchors = join(state, "anchors");
    const other = createServer((socket) => socket.on("error", () => socket.destroy()));
    other.listen(0, "127.0.0.1");
    const abstract = createServer((socket) => socket.on("error", () => socket.destroy()));
    abstract.listen(`\0${abstractSocket}`);
    listeners.push(other, abstract);
    const run = JSON.parse(server.read(".systemprompt/run/server.json")) as { socket: string };
    const database = databaseFolder(server);
    return {
      processes: { server: pid, sibling, database: databasePids(server)[0] ?? 0 },
      files: {
        "master key": join(state, "keys/master-key"),
        secrets: join(state, "profiles/local/secrets.yaml"),
        profile: join(state, "profiles/local/profile.yaml"),
        "run file": join(state, "run/server.json"),
        anchors: join(anchors, readdirSync(anchors)[0] ?? ""),
        log: join(state, "logs/server.log"),
        services: join(server.folder, "services/governance/config.yaml"),
        "database version": join(database, "PG_VERSION"),
      },
      folders: {
        state,
        keys: join(state, "keys"),
        logs: join(state, "logs"),
        "services folder": join(server.folder, "services/mcp"),
        "database folder": database,
        "sibling's folder": folderOf(sibling),
      },
      ports: {
        database: databasePort(server),
        server: server.port,
        other: (other.address() as { port: number }).port,
      },
      sockets: { control: run.socket, "database socket": databaseSocket(server) },
      abstractSocket,
    };
  }

  function findSibling(): number | undefined {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .find((pid) => environmentOf(pid).includes(secret));
  }
});

function isolationOf(account: Account | undefined): Isolation {
  const here = detectIsolation();
  return account === undefined ? here : { ...here, ownAccounts: false };
}

/** What an older kernel leaves open. The product says so in the limits that it reports. */
function isOpenHere(attempt: string, isolation: Isolation): boolean {
  const { landlockAbi: abi, filtersCalls, ownAccounts } = isolation;
  if (abi === 0) return true;
  const signals = / (kill|stop|tgkill|pidfd_send_signal)$/.test(attempt);
  if (signals && abi < 6 && !ownAccounts) return true;
  if (attempt.endsWith(" TCP") && abi < 4) return true;
  if (attempt === "abstract socket connect" && abi < 6) return !filtersCalls;
  return !filtersCalls && !/(read|list|environ|mem|maps)$/.test(attempt);
}

function stateOf(server: OwnServer): readonly string[] {
  const root = join(server.folder, ".systemprompt");
  return ["keys/master-key", "profiles/local/profile.yaml", "profiles/local/secrets.yaml"].map(
    (name) => {
      const { mode, uid, nlink, mtimeMs } = statSync(join(root, name));
      return `${name} ${[mode, uid, nlink, mtimeMs].join(" ")}`;
    },
  );
}

/** The last line but one of postmaster.pid names the port, the one after it the socket's folder. */
function databaseSocket(server: OwnServer): string {
  const lines = readFileSync(join(databaseFolder(server), "postmaster.pid"), "utf8").split("\n");
  return join(lines[4] ?? "", `.s.PGSQL.${String(databasePort(server))}`);
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${String(pid)}/environ`, "latin1");
  } catch {
    // Ended since the list was read, or not ours to see.
    return "";
  }
}

function folderOf(pid: number): string {
  return /(?:^|\0)HOME=([^\0]+)/.exec(environmentOf(pid))?.[1] ?? "";
}
