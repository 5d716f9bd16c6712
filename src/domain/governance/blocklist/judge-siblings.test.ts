import { describe, expect, test } from "bun:test";
import type { JsonObject } from "#shared/json.ts";
import { judgeTool } from "./test-verdicts.ts";

const protection = "https://api.github.com/repos/a/b/branches/main/protection";

describe("M04 arguments that belong together", () => {
  test.each<[string, JsonObject, string]>([
    ["http/request", { method: "DELETE", url: protection }, "disable-security"],
    [
      "http/request",
      { method: "POST", url: "https://api.stripe.com/v1/payouts" },
      "money-movement",
    ],
    ["http/request", { method: "GET", url: "https://api.stripe.com/v1/payouts" }, "-"],
    ["git/push", { repo_path: ".", force: true }, "force-push"],
    ["git/push", { repo_path: ".", force: false }, "-"],
    ["git/push", { args: ["--force", "origin", "main"] }, "force-push"],
    ["git/push", { args: ["origin", "main"] }, "-"],
    ["terraform/run", { command: "destroy -auto-approve" }, "cloud-destruction"],
    ["terraform/run", { command: "plan" }, "-"],
    ["shell/exec", { argv: ["rm", "-rf", "/srv"] }, "recursive-delete"],
    ["shell/exec", { argv: ["ls", "-la"] }, "-"],
    ["python/execute", { code: "import shutil\nshutil.rmtree('/srv')" }, "recursive-delete"],
    ["python/execute", { code: "print('rm -rf /')" }, "-"],
    ["sandbox/run", { language: "bash", code: "rm -rf /srv" }, "recursive-delete"],
    ["bank/get_transfer_payment", { id: "x" }, "-"],
    ["bank/transfer_payment", { id: "x" }, "money-movement"],
    ["queue/get_and_delete_records", {}, "delete-data"],
  ])("%s %j: %s", (tool, input, expected) => {
    expect(judgeTool(tool, input)?.category ?? "-").toBe(expected);
  });

  test.each<[string, JsonObject, string]>([
    ["http/request", { method: "DELETE", url: protection }, "/url"],
    ["git/push", { force: true }, "/force"],
    ["git/push", { args: ["--force"] }, "/args"],
    ["python/execute", { code: "import shutil\nshutil.rmtree('/srv')" }, "/code"],
    ["http/batch", { calls: [{ method: "DELETE", url: protection }] }, "/calls/0/url"],
  ])("%s %j is about %s", (tool, input, expected) => {
    expect(judgeTool(tool, input)?.argument).toBe(expected);
  });

  test("believes that an argument is text", () => {
    const change = { argumentKinds: { code: "text", url: "text" } } as const;
    const code = "import shutil\nshutil.rmtree('/srv')";
    expect(judgeTool("python/execute", { code }, change)).toBeNull();
    expect(judgeTool("http/request", { method: "DELETE", url: protection }, change)).toBeNull();
  });

  test("believes it of all that the argument holds, and of no other", () => {
    const held = { files: ["/etc/shadow"], command: "rm -rf /" };
    const argumentKinds = { plan: "text" } as const;
    expect(judgeTool("host/inspect", { plan: held }, { argumentKinds })).toBeNull();
    expect(judgeTool("host/inspect", { plan: "", ...held }, { argumentKinds })).not.toBeNull();
  });
});
