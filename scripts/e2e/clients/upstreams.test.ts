import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../eventually.ts";
import { firstAdmin, type OwnServer, startOwnServer } from "../own-server.ts";
import { bothMajors, type Door } from "./open-client.ts";
import { everythingYaml, filesystemYaml } from "./upstream-files.ts";

// Several runs of the executable each; a machine that is busy with other work takes its time.
setDefaultTimeout(60_000);

let server: OwnServer;
let token: string;
let folder: string;
const doorOf = (name: string): Door => ({
  url: `${server.baseUrl}/api/v1/mcp/${name}/mcp`,
  token,
});

beforeAll(async () => {
  server = await startOwnServer();
  token = await server.token(firstAdmin);
  server.write("shared/one.txt", "one");
  folder = realpathSync(join(server.folder, "shared"));
  // Both files and their rules come while the server runs.
  server.write("services/mcp/everything.yaml", everythingYaml());
  server.write("services/mcp/files.yaml", filesystemYaml(folder));
  await eventually(20_000, async () => {
    const servers = await listed();
    const ready = servers.filter(({ status }) => status === "ready");
    return ready.length === 3 ? true : undefined;
  });
  for (const name of ["everything", "files"]) await grant(`mcp://${name}`, "role:admin");
  await eventually(20_000, async () => {
    const registry = await fetch(`${server.baseUrl}/api/v1/mcp/registry`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { servers } = (await registry.json()) as { servers: readonly { tools: string[] }[] };
    return servers.filter(({ tools }) => tools.length > 0).length === 3 ? true : undefined;
  });
});
afterAll(() => server.stop());

const listed = () =>
  server.json<readonly { name: string; status: string }[]>("plugins", "mcp", "list");
const grant = (entity: string, subject: string) =>
  server.cli("admin", "access", "grant", "--entity", entity, "--subject", subject);

const longRunning = "trigger-long-running-operation";

describe.each(bothMajors)("M16 %s at the reference server", (_kind, open) => {
  test("calls tools with text, structured content and images", async () => {
    const client = await open(doorOf("everything"));
    const names = await client.toolNames();
    expect(names).toContain("get-structured-content");
    // It runs as a task only, which is not offered here: listed, it could not be called.
    expect(names).not.toContain("simulate-research-query");
    expect((await client.call("echo", { message: "hi" })).text).toBe("Echo: hi");
    expect((await client.call("get-sum", { a: 2, b: 3 })).text).toContain("5");
    const { raw } = await client.call("get-structured-content", { location: "New York" });
    expect(raw["structuredContent"]).toMatchObject({ temperature: expect.any(Number) });
    const image = await client.call("get-tiny-image");
    expect(JSON.stringify(image.raw["content"])).toContain('"mimeType":"image/png"');
    const wrong = await client.call("get-sum", { a: "two", b: 3 });
    expect([wrong.isError, wrong.denial]).toEqual([true, undefined]);
    await client.close();
  });

  test("lists and reads resources, also by template", async () => {
    const client = await open(doorOf("everything"));
    const { resources } = (await client.ask("resources/list")) as { resources: { uri: string }[] };
    const uri = resources[0]?.uri ?? "";
    const read = await client.ask("resources/read", { uri });
    expect(read["contents"]).toMatchObject([{ uri, text: expect.any(String) }]);
    const templates = await client.ask("resources/templates/list");
    expect(JSON.stringify(templates["resourceTemplates"])).toContain("{resourceId}");
    const text = await client.ask("resources/read", { uri: "demo://resource/dynamic/text/3" });
    expect(JSON.stringify(text["contents"])).toContain("3");
    await expect(client.ask("resources/read", { uri: "demo://nowhere" })).rejects.toMatchObject({
      code: -32602,
    });
    await client.close();
  });

  test("lists and gets prompts and completes their arguments", async () => {
    const client = await open(doorOf("everything"));
    const { prompts } = (await client.ask("prompts/list")) as { prompts: { name: string }[] };
    expect(prompts.map((prompt) => prompt.name)).toContain("args-prompt");
    const prompt = await client.ask("prompts/get", {
      name: "args-prompt",
      arguments: { city: "Oslo" },
    });
    expect(JSON.stringify(prompt["messages"])).toContain("Oslo");
    const { completion } = await client.ask("completion/complete", {
      ref: { type: "ref/prompt", name: "completable-prompt" },
      argument: { name: "department", value: "S" },
    });
    expect(completion).toMatchObject({ values: ["Sales", "Support"] });
    await expect(client.ask("prompts/get", { name: "nothing" })).rejects.toMatchObject({
      code: -32602,
    });
    await client.close();
  });

  test("hears the progress of a long call, in order, and its end", async () => {
    const client = await open(doorOf("everything"));
    const told: number[] = [];
    const done = await client.call(
      longRunning,
      { duration: 0.4, steps: 4 },
      { onprogress: ({ progress }) => told.push(progress) },
    );
    expect(done.text).toContain("completed");
    expect(told).toEqual([1, 2, 3, 4]);
    await client.close();
  });

  test("cancels a long call, which ends with a row that says so", async () => {
    const client = await open(doorOf("everything"));
    const controller = new AbortController();
    const call = client.call(
      longRunning,
      { duration: 30, steps: 300 },
      { signal: controller.signal, onprogress: () => controller.abort() },
    );
    await expect(call).rejects.toThrow();
    const outcome = await eventually(20_000, () => lastOutcome(longRunning));
    expect(outcome.verdict).toBe("cancelled");
    expect((await client.call("echo", { message: "still here" })).isError).toBe(false);
    await client.close();
  });

  test("is denied a call whose argument carries a credential, in whatever encoding", async () => {
    const client = await open(doorOf("everything"));
    const credential = ["gh", "p_", "Q8mW2xTz", "L5nRb7VcYd3JfHs9AuEg4PiK1oZw"].join("");
    for (const message of [
      credential,
      btoa(`user:${credential}`),
      `${credential.slice(0, 9)}\u200b${credential.slice(9)}`,
    ]) {
      const denied = await client.call("echo", { message });
      expect(denied.isError).toBe(true);
      expect(String(denied.denial?.["code"])).toStartWith("SECRET.");
    }
    await client.close();
  });
});

describe.each(bothMajors)("M16 %s at the reference file server", (kind, open) => {
  test("works on the one folder and reaches no other", async () => {
    const client = await open(doorOf("files"));
    const path = join(folder, `${kind.replaceAll(" ", "-")}.txt`);
    expect((await client.call("write_file", { path, content: "from e2e" })).isError).toBe(false);
    expect(readFileSync(path, "utf8")).toBe("from e2e");
    expect((await client.call("read_text_file", { path })).text).toBe("from e2e");
    expect((await client.call("list_directory", { path: folder })).text).toContain("one.txt");
    const outside = await client.call("read_text_file", {
      path: join(server.folder, ".systemprompt/profiles/local/profile.yaml"),
    });
    expect(outside.isError).toBe(true);
    await client.close();
  });
});

const lastOutcome = async (tool: string) => {
  const [row] = await server.query<{ verdict: string; at: string }>(`
    select o.verdict from audit_events o
     where o.kind = 'outcome' and o.target = 'mcp://everything/${tool}'
       and o.verdict <> 'ok' order by o.id desc limit 1`);
  return row;
};
