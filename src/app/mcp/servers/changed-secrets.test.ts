import { describe, expect, test } from "bun:test";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { McpServer } from "#infra/config/services/services-config.ts";
import { AppError } from "#shared/errors.ts";
import type { JsonObject } from "#shared/json.ts";
import {
  type Answered,
  modern,
  openTestGateway,
  type TestGateway,
  testServer,
} from "../test-servers/test-gateway.ts";

const program = join(import.meta.dir, "../test-servers/tool-server.ts");
const runtime = realpathSync(process.execPath);

/** Given the value `old`, it starts and never says a word. */
function mute(isolation: McpServer["isolation"]): McpServer {
  const base = testServer([], { isolation, secrets: { KEY: "key" } });
  const script = `test "$KEY" = old && exec sleep 1000; exec ${runtime} ${program}`;
  const sandbox = { ...base.sandbox, read: [...(base.sandbox?.read ?? []), runtime] };
  // Longer than the test may take: who waits for the old one until the end is not served in time.
  const limits = { ...base.limits, start_timeout_ms: 120_000 };
  return { ...base, command: "/bin/sh", args: ["-c", script], sandbox, limits };
}

function call(gateway: TestGateway, server: string): Promise<Answered> {
  const { body, headers } = modern("tools/call", { name: "leak", arguments: {} });
  return gateway.post(server, body, { headers });
}

const isError = ({ json }: Answered) => (json["result"] as JsonObject)["isError"] === true;

describe("M13 a secret that changes", () => {
  test.each(["shared", "per-user"] as const)(
    "serves who waits for the first start of a %s server from the process that has the new value",
    async (isolation) => {
      let value = "old";
      const asked = Promise.withResolvers<void>();
      await using gateway = await openTestGateway({
        servers: { mute: mute(isolation) },
        resolveSecrets: () => {
          asked.resolve();
          return new Map([["key", value]]);
        },
      });
      const waiting = call(gateway, "mute");
      await asked.promise;
      value = "new";
      await gateway.registry.refreshSecrets();
      expect(isError(await waiting)).toBe(false);
    },
    60_000,
  );

  test("reaches its server although another one's secret cannot be read", async () => {
    const values = new Map([
      ["broken", "stored-value"],
      ["changed", "first-value"],
    ]);
    let isBroken = false;
    const server = (name: string) => testServer([], { secrets: { TOOL_SECRET: name } });
    await using gateway = await openTestGateway({
      servers: { broken: server("broken"), changed: server("changed") },
      resolveSecrets: (names) => {
        if (isBroken && names.includes("broken")) throw new AppError("CHECK_FAILED", "Forged.");
        return new Map(names.map((name) => [name, values.get(name) ?? ""]));
      },
    });
    expect(isError(await call(gateway, "broken"))).toBe(false);
    expect(isError(await call(gateway, "changed"))).toBe(false);
    const before = upstreamOf(gateway, "changed");
    isBroken = true;
    values.set("changed", "second-value");
    const outcome = await Promise.allSettled([gateway.registry.refreshSecrets()]);
    expect(outcome).toMatchObject([{ status: "rejected", reason: { code: "CHECK_FAILED" } }]);
    expect(upstreamOf(gateway, "changed")).not.toBe(before);
    expect(isError(await call(gateway, "changed"))).toBe(false);
  }, 60_000);
});

function upstreamOf(gateway: TestGateway, server: string) {
  return gateway.registry.states().find(({ name }) => name === server)?.live?.upstream ?? null;
}
