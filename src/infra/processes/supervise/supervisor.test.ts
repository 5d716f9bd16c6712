import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "#shared/errors.ts";
import { testHost } from "../fixtures/host.ts";
import { spawnChild } from "../spawn-child.ts";
import type { SpawnedChild } from "../spawned-child.ts";
import { findTree } from "../tree/end-tree.ts";
import type { ChildEvent, DesiredChild } from "./child.ts";
import { Supervisor } from "./supervisor.ts";

const host = testHost();
const opened: Supervisor[] = [];
const spawned: SpawnedChild[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((supervisor) => supervisor.close()));
  expect(spawned.splice(0).flatMap((child) => findTree(child.root))).toEqual([]);
});
afterAll(() => rmSync(join(host.stateFolder, ".."), { recursive: true, force: true }));

/** Waits are recorded and pass at once: back-off is tested by its numbers, not by the clock. */
function open() {
  const waits: number[] = [];
  const events: ChildEvent[] = [];
  const waiting: (() => void)[] = [];
  const supervisor = new Supervisor({
    random: () => 0.5,
    stopDeadlines: { closeMs: 2_000, terminateMs: 200 },
    wait: async (milliseconds) => {
      waits.push(milliseconds);
      await new Promise((resolve) => setImmediate(resolve));
    },
  });
  supervisor.subscribe((event) => {
    events.push(event);
    if (event.type === "spawned") spawned.push(event.child);
    for (const look of waiting.splice(0)) look();
  });
  opened.push(supervisor);
  /** Resolves when that many events of a kind have been seen for a child. */
  const seen = async (key: string, type: ChildEvent["type"], count = 1): Promise<ChildEvent> => {
    for (;;) {
      const found = events.filter((event) => event.key === key && event.type === type);
      const event = found[count - 1];
      if (event !== undefined) return event;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { supervisor, waits, events, seen };
}

function child(key: string, script: string, more: Partial<DesiredChild> = {}): DesiredChild {
  return {
    key,
    fingerprint: script,
    startTimeoutMs: 5_000,
    start: () =>
      spawnChild(host, {
        name: key,
        program: { kind: "command", command: "/bin/sh", args: ["-c", script] },
      }),
    probe: async (process) => {
      for await (const chunk of process.stdout) {
        if (Buffer.from(chunk).includes("ready")) return;
      }
      throw new AppError("UPSTREAM_FAILED", "It closed its output.");
    },
    ...more,
  };
}

const faithful = "echo ready; cat >/dev/null";

describe("M18 the supervisor", () => {
  test("starts what is desired and stops what is not", async () => {
    const { supervisor, seen } = open();
    await supervisor.reconcile([child("a", faithful), child("b", faithful)]);
    await Promise.all([seen("a", "ready"), seen("b", "ready")]);
    const kept = supervisor.readyChild("a")?.pid;
    await supervisor.reconcile([child("a", faithful)]);
    expect(supervisor.readyChild("a")?.pid).toBe(kept as number);
    expect(supervisor.readyChild("b")).toBeNull();
    expect(supervisor.status().map(({ key }) => key)).toEqual(["a"]);
  });

  test("replaces a child whose fingerprint changed, and only that one", async () => {
    const { supervisor, seen, events } = open();
    await supervisor.reconcile([child("a", faithful), child("b", faithful)]);
    const first = await seen("a", "ready");
    await seen("b", "ready");
    await supervisor.reconcile([child("a", `true; ${faithful}`), child("b", faithful)]);
    const second = await seen("a", "ready", 2);
    expect("child" in first && "child" in second && first.child.pid !== second.child.pid).toBe(
      true,
    );
    const types = events.filter(({ key }) => key === "a").map(({ type }) => type);
    expect(types).toEqual([
      "spawned",
      "ready",
      "withdrawn",
      "exited",
      "stopped",
      "spawned",
      "ready",
    ]);
    expect(events.filter(({ key }) => key === "b").map(({ type }) => type)).toEqual([
      "spawned",
      "ready",
    ]);
  });

  test("restarts a child that was killed, with its exit as the reason", async () => {
    const { supervisor, seen, waits } = open();
    await supervisor.reconcile([child("a", faithful)]);
    const first = await seen("a", "ready");
    if ("child" in first) process.kill(first.child.pid, "SIGKILL");
    const exited = await seen("a", "exited");
    expect("reason" in exited && exited.reason).toContain("SIGKILL");
    await seen("a", "ready", 2);
    expect(waits).toEqual([250]);
    expect(supervisor.status()[0]?.supervision).toMatchObject({ state: "ready", restarts: 1 });
  });

  test("keeps others serving while one never starts, and keeps trying it", async () => {
    const { supervisor, seen, waits } = open();
    const broken = child("broken", "echo no >&2; exit 4");
    await supervisor.reconcile([broken, child("a", faithful)]);
    const ready = await seen("a", "ready");
    const exited = await seen("broken", "exited", 6);
    expect(exited.at.state).toBe("failed");
    expect("reason" in exited && exited.reason).toContain("no");
    expect(waits.slice(0, 5)).toEqual([250, 500, 1_000, 2_000, 4_000]);
    expect(supervisor.readyChild("a")?.pid).toBe("child" in ready ? ready.child.pid : -1);
  });

  test("reports a child that cannot be spawned and recovers when it can", async () => {
    const { supervisor, seen } = open();
    let missing = true;
    const good = child("late", faithful);
    const start = () => {
      if (missing) throw new AppError("CONFIG_INVALID", "The secret files-token is missing.");
      return good.start();
    };
    await supervisor.reconcile([{ ...good, start }]);
    const failed = await seen("late", "start-failed", 2);
    expect("reason" in failed && failed.reason).toBe("The secret files-token is missing.");
    missing = false;
    supervisor.retryNow("late");
    expect((await seen("late", "ready")).at.state).toBe("ready");
  });

  test("ends a child that never answers when its start time is over", async () => {
    const { supervisor, seen } = open();
    const silent = child("silent", "cat >/dev/null", { startTimeoutMs: 100 });
    await supervisor.reconcile([silent]);
    const exited = await seen("silent", "exited");
    expect("reason" in exited && exited.reason).toBe("It did not answer within 100 ms.");
  });

  test("stops a child in every state, also one that ignores all but SIGKILL", async () => {
    const { supervisor, seen, events } = open();
    const stubborn = "trap '' TERM; echo ready; while :; do sleep 1000; done";
    await supervisor.reconcile([
      child("ready", faithful),
      child("starting", "cat >/dev/null"),
      child("failing", "exit 1"),
      child("stubborn", stubborn),
    ]);
    await Promise.all([
      seen("ready", "ready"),
      seen("stubborn", "ready"),
      seen("failing", "exited"),
    ]);
    await supervisor.close();
    expect(events.filter(({ type }) => type === "stopped")).toHaveLength(4);
    expect(supervisor.status()).toEqual([]);
    await supervisor.reconcile([child("after", faithful)]);
    expect(supervisor.status()).toEqual([]);
  });

  test("tries again after a child that failed to end, and takes changes after it", async () => {
    const { supervisor, seen, events } = open();
    const good = child("odd", faithful);
    const start = async () => {
      const process = await good.start();
      // What an end that cannot be told looks like: a signal that the system refuses.
      Object.defineProperty(process, "stop", {
        value: async () => {
          process.kill();
          throw new Error("EPERM");
        },
      });
      Object.defineProperty(process, "kill", {
        value: () => {
          Object.getPrototypeOf(process).kill.call(process);
          throw new Error("EPERM");
        },
      });
      return process;
    };
    await supervisor.reconcile([{ ...good, start }]);
    const first = await seen("odd", "ready");
    if ("child" in first) process.kill(first.child.pid, "SIGKILL");
    expect(await seen("odd", "exited")).toMatchObject({ reason: "Error: EPERM" });
    await seen("odd", "ready", 2);
    await supervisor.reconcile([child("next", faithful)]);
    await seen("next", "ready");
    expect(supervisor.status().map(({ key }) => key)).toEqual(["next"]);
    const types = events.filter(({ key }) => key === "odd").map(({ type }) => type);
    expect(types.filter((type) => type === "withdrawn")).toHaveLength(2);
  });

  test("takes the next change after one that a listener broke", async () => {
    const { supervisor, seen } = open();
    await supervisor.reconcile([child("a", faithful)]);
    await seen("a", "ready");
    const unsubscribe = supervisor.subscribe(({ type }) => {
      if (type === "stopped") throw new Error("broken listener");
    });
    await expect(supervisor.reconcile([])).rejects.toThrow("broken listener");
    unsubscribe();
    await supervisor.reconcile([child("a", faithful)]);
    await seen("a", "ready", 2);
  });

  test("says withdrawn once for each time a child was ready", async () => {
    const { supervisor, seen, events } = open();
    await supervisor.reconcile([child("a", "echo ready; exit 0")]);
    await seen("a", "exited", 3);
    await supervisor.close();
    const types = events.map(({ type }) => type);
    const count = (type: string) => types.filter((item) => item === type).length;
    expect(count("withdrawn")).toBe(count("ready"));
  });
});
