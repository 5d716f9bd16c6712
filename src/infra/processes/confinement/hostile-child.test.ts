import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testHost } from "../fixtures/host.ts";
import { outputOf, shellOn, waitFor } from "../fixtures/shell-child.ts";
import { describeIsolation, detectIsolation } from "./isolation.ts";
import { launchFailedExit } from "./launch-spec.ts";

const host = testHost();
const shell = shellOn(host);
afterAll(() => rmSync(join(host.stateFolder, ".."), { recursive: true, force: true }));

describe("M14 a hostile child", () => {
  test("reaches no sibling, no server, no key, no database and no signal", async () => {
    const keys = join(host.stateFolder, "profiles", "local");
    mkdirSync(keys, { recursive: true });
    writeFileSync(join(keys, "master.key"), "key", { mode: 0o600 });
    const listener = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { data() {}, open() {} },
    });
    const sibling = shell("echo up; read line", { secrets: { SECRET: "sibling" } });
    await waitFor(sibling, "up");
    const attacks: Record<string, string> = {
      siblingEnvironment: `cat /proc/${sibling.pid}/environ`,
      serverEnvironment: `cat /proc/${process.pid}/environ`,
      serverMemory: `head -c 1 /proc/${process.pid}/mem`,
      serverMaps: `cat /proc/${process.pid}/maps`,
      serverDescriptors: `readlink /proc/${process.pid}/fd/0`,
      serverRoot: `cat /proc/${process.pid}/root/etc/hostname`,
      key: `cat ${keys}/master.key`,
      state: `ls ${host.stateFolder}`,
      shadow: "cat /etc/shadow",
      port: `node -e 'require("net").connect(${listener.port},"127.0.0.1")
        .on("connect",()=>process.exit(0)).on("error",()=>process.exit(1))'`,
      serverSignal: `kill -0 ${process.pid}`,
      siblingSignal: `kill -9 ${sibling.pid}`,
      write: "touch /usr/hostile",
      device: "mknod $TMPDIR/device b 8 0",
    };
    const script = Object.entries(attacks)
      .map(([name, attack]) => `if ${attack} >/dev/null 2>&1; then echo ${name}; fi`)
      .join("\n");
    const reached = await outputOf(shell(`${script}\necho done`));
    expect(reached).toBe("done\n");
    expect(readFileSync(`/proc/${sibling.pid}/environ`, "latin1")).toContain("sibling");
    await sibling.stop();
    listener.stop(true);
  });

  const { landlockAbi: newestAbi, filtersCalls } = detectIsolation();
  const abis = [1, 2, 3, 4, 5, 6].filter((abi) => abi <= newestAbi);
  test.each(abis)("on Landlock ABI %i reaches what is said to be open, no more", async (abi) => {
    const facts = { landlockAbi: abi, filtersCalls, ownAccounts: false, isRoot: false };
    const isolation = describeIsolation(facts);
    const older = testHost({ isolation });
    const victim = join(older.stateFolder, "victim");
    mkdirSync(older.stateFolder, { recursive: true, mode: 0o700 });
    writeFileSync(victim, "words", { mode: 0o600 });
    const sibling = shell("echo up; read line", {}, older);
    await waitFor(sibling, "up");
    const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    const attacks = {
      read: `cat ${victim}`,
      empty: `python3 -c 'import os; os.truncate("${victim}", 0)'`,
      // Mode 3 asks for neither reading nor writing.
      emptyOnOpen: `python3 -c 'import os; os.open("${victim}", 3 | os.O_TRUNC)'`,
      tcp: `python3 -c 'import socket; socket.create_connection(("127.0.0.1", ${listener.port}))'`,
      signal: `kill -0 ${sibling.pid}`,
    };
    const script = Object.entries(attacks)
      .map(([name, attack]) => `if ${attack} >/dev/null 2>&1; then echo ${name}; fi`)
      .join("\n");
    const sandbox = { connectPorts: [9] };
    const reached = (await outputOf(shell(script, { sandbox }, older))).split("\n").filter(Boolean);
    const said = isolation.limits.join(" ");
    const open = [
      ...(said.includes("can be emptied") ? ["empty", "emptyOnOpen"] : []),
      ...(said.includes("TCP is not confined") ? ["tcp"] : []),
      ...(said.includes("Signals are not confined") ? ["signal"] : []),
    ];
    expect(reached).toEqual(open);
    await sibling.stop();
    listener.stop(true);
    rmSync(join(older.stateFolder, ".."), { recursive: true, force: true });
  });

  test("is not started by a launcher that finds less than was reported", async () => {
    const isolation = { ...host.isolation, landlockAbi: newestAbi + 1 };
    const exit = await shell("true", {}, { ...host, isolation }).exited;
    expect(exit).toMatchObject({ code: launchFailedExit });
    expect(exit.reason).toContain("less Landlock than was reported");
  });

  test("may do what was declared and nothing beside it", async () => {
    const folder = join(host.stateFolder, "..", "declared");
    mkdirSync(folder, { recursive: true });
    const listener = Bun.listen({
      hostname: "127.0.0.1",
      port: 0,
      socket: { data() {}, open: (socket) => void socket.end() },
    });
    const connect = `node -e 'require("net").connect(${listener.port},"127.0.0.1")
      .on("connect",()=>process.exit(0)).on("error",()=>process.exit(1))'`;
    const script = `echo x > ${folder}/file && mv ${folder}/file ${folder}/moved && ${connect} && echo ok`;
    const sandbox = { write: [folder], connectPorts: [listener.port] };
    expect(await outputOf(shell(script, { sandbox }))).toBe("ok\n");
    listener.stop(true);
  });

  test("changes the modes of files only where they are its own or it declared that", async () => {
    const script = "touch $HOME/own && chmod 600 $HOME/own && echo changed; true";
    const changed = await outputOf(shell(script));
    expect(changed).toBe(host.isolation.ownAccounts ? "changed\n" : "");
    const allow = ["file-modes"] as const;
    expect(await outputOf(shell(script, { sandbox: { allow } }))).toBe("changed\n");
  });

  test("that asks whether it may open a file is told so", async () => {
    const asked = `test -w "$HOME" && node -e 'if (require("fs").existsSync(process.env.HOME))
      console.log("there")'`;
    expect(await outputOf(shell(asked))).toBe("there\n");
  });

  test("cannot be given the state folder, and a folder around it loses only that", async () => {
    const outside = join(host.stateFolder, "..");
    writeFileSync(join(outside, "readme"), "words");
    expect(() => shell("true", { sandbox: { read: [join(host.stateFolder, "logs")] } })).toThrow(
      "inside .systemprompt",
    );
    const script = `cat ${outside}/readme; cat ${host.stateFolder}/profiles/local/master.key`;
    expect(await outputOf(shell(script, { sandbox: { read: [outside] } }))).toBe("words");
  });
});
