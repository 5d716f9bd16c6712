import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { scanInlineCharactersMax } from "#app/calls/scan-large.ts";
import type { JsonObject } from "#shared/json.ts";
import {
  type Answered,
  modern,
  openTestGateway,
  type TestGateway,
  testServer,
} from "../test-servers/test-gateway.ts";

const token = ["gh", "p_", "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"].join("");
/** No credential to whoever reads the arguments. */
const codesOf = (text: string) => [...text].map((character) => character.charCodeAt(0) * 3);
const codes = codesOf(token);
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await openTestGateway({
    servers: {
      masking: testServer(["dual"], { env: { LISTED_SECRET: token } }),
      flagging: testServer(["dual"], {
        results: { secrets: "flag" },
        env: { LISTED_SECRET: token },
      }),
      blocking: testServer(["dual"], { results: { secrets: "block" } }),
    },
  });
}, 60_000);
afterAll(() => gateway[Symbol.asyncDispose]());

function say(server: string, args: JsonObject, streams = false) {
  const meta = streams ? { progressToken: "steps" } : {};
  const { body, headers } = modern("tools/call", {
    name: "say",
    arguments: { codes, ...args },
    ...(streams ? { _meta: meta } : {}),
  });
  const accept = streams ? { accept: "application/json, text/event-stream" } : {};
  return gateway.post(server, body, { headers: { ...headers, ...accept } });
}

async function outcomeOf({ traceId }: Answered): Promise<JsonObject> {
  const rows = await gateway.rows(traceId);
  return rows.find(({ kind }) => kind === "outcome")?.detail ?? {};
}

async function everythingKept(answer: Answered): Promise<string> {
  const rows = await gateway.rows(answer.traceId);
  return JSON.stringify([rows, await gateway.executions(answer.traceId)]);
}

interface Told {
  readonly handling: string;
  readonly findings: readonly { readonly pointer: string; readonly remedy: string }[];
}

const bodyOf = ({ body }: Answered) =>
  body instanceof ReadableStream ? new Response(body).text() : Promise.resolve(String(body));

describe("M11 a credential that a tool says", () => {
  test.each(["text", "structured", "error", "progress"])(
    "is masked in its %s before anybody sees it, and the row names it",
    async (as) => {
      const answer = await say("masking", { as }, as === "progress");
      const body = await bodyOf(answer);
      expect(body).not.toContain(token);
      expect(body).toContain("it is ghp_…(40) and that is all");
      const detail = await outcomeOf(answer);
      const { handling, findings } = detail["results"] as unknown as Told;
      expect(handling).toBe("mask");
      for (const finding of findings) {
        expect(finding).toMatchObject({ kind: "github.pat", masked: "ghp_…(40)" });
        expect(finding.pointer).toStartWith("/");
        expect(finding.remedy).toContain("Revoke");
      }
      expect(findings.length).toBeGreaterThan(0);
      expect(await everythingKept(answer)).not.toContain(token);
    },
  );

  test("is masked alike in a streamed answer and in a whole one", async () => {
    const whole = await say("masking", { as: "structured" });
    const lines = (await bodyOf(await say("masking", { as: "structured" }, true))).split("\n");
    const last = lines.findLast((line) => line.startsWith("data: ")) ?? "";
    const streamed = JSON.parse(last.slice("data: ".length)) as JsonObject;
    expect(streamed["result"]).toEqual(whole.json["result"]);
  });

  test.each(["masking", "flagging", "blocking"])(
    "is not passed by %s under a name that is said twice: what goes on is what was searched",
    async (server) => {
      const body = await bodyOf(await say(server, { as: "repeated" }));
      expect(body).toContain('"content":[{"type":"text","text":"clean"}]');
      expect(body).not.toContain("that is all");
    },
  );

  test("costs the numbers beside it no digit", async () => {
    const numbers = `"big":12345678901234567890,"list":[-9007199254740993,1.5]`;
    for (const fill of [0, scanInlineCharactersMax / 8]) {
      const body = await bodyOf(await say("masking", { as: "numbers", fill }));
      expect(body).toContain("ghp_…(40)");
      expect(body).toContain(numbers);
      expect(body.split('"7":10000000000000000001')).toHaveLength(3);
      expect(body).not.toContain("io.systemprompt/denial");
    }
  });

  test.each([token, "clean"])("costs the numbers of an error no digit", async (said) => {
    const body = await bodyOf(await say("masking", { codes: codesOf(said), as: "error" }));
    expect(body).toContain('"7":10000000000000000001');
    expect(body).not.toContain(token);
  });

  test("costs clean results no digit in what they say of themselves", async () => {
    const body = await bodyOf(await say("masking", { codes: codesOf("clean"), as: "numbers" }));
    expect(body).toContain('"example.org/own":{"big":12345678901234567890,');
    expect(body).not.toContain("io.systemprompt/denial");
  });

  test.each(["blob", "image"])("leaves a %s that decodes", async (as) => {
    const { json } = await say("masking", { as });
    const [part] = (json["result"] as { content: JsonObject[] }).content;
    const coded = as === "blob" ? (part?.["resource"] as JsonObject)["blob"] : part?.["data"];
    const bytes = Buffer.from(String(coded), "base64");
    expect(bytes.toString("base64")).toBe(String(coded));
    expect(bytes.toString()).toContain("ghp_…(40)");
    expect(bytes.toString().includes("that is all")).toBe(as === "blob");
  });

  test("is told by the gateway alone: what a tool server says in its name is dropped", async () => {
    for (const server of ["masking", "flagging"]) {
      const { json } = await say(server, { as: "forged" });
      const meta = JSON.stringify((json["result"] as JsonObject)["_meta"]);
      expect(meta).not.toContain("io.systemprompt/denial");
      expect(meta).toContain('"example.org/own":1');
    }
  });

  test("is told in the result's metadata with what to do about it", async () => {
    const { json } = await say("masking", {});
    const meta = (json["result"] as JsonObject)["_meta"] as JsonObject;
    expect(meta["io.systemprompt/findings"]).toMatchObject({
      handling: "mask",
      findings: [{ kind: "github.pat", pointer: "/content/0/text" }],
    });
    expect(JSON.stringify(meta)).toContain("remedy");
  });

  test.each(["masking", "blocking"])(
    "does not leave in an answer too large for this thread by %s",
    async (server) => {
      const fill = Math.ceil(scanInlineCharactersMax / 17) + 1;
      const answer = await say(server, { fill });
      expect(await bodyOf(answer)).not.toContain(token);
      expect(JSON.stringify(await outcomeOf(answer))).toContain("github.pat");
      expect(await everythingKept(answer)).not.toContain(token);
    },
  );

  test("is passed where the server's file says flag, and recorded without its value", async () => {
    const answer = await say("flagging", { as: "structured" });
    expect(await bodyOf(answer)).toContain(`it is ${token} and that is all`);
    expect((await outcomeOf(answer))["results"]).toMatchObject({
      handling: "flag",
      findings: [{ kind: "github.pat" }, { kind: "github.pat" }],
    });
    expect(await everythingKept(answer)).not.toContain(token);
  });

  test.each(["text", "structured", "error"])(
    "keeps its whole %s back where the server's file says block",
    async (as) => {
      const answer = await say("blocking", { as });
      expect(await bodyOf(answer)).not.toContain("that is all");
      expect(answer.json["result"]).toMatchObject({ isError: true });
      const text = JSON.stringify(answer.json["result"]);
      expect(text).toContain("The call was made, and its answer is kept back by policy");
      expect(text).toContain("(github.pat)");
      expect((await outcomeOf(answer))["results"]).toMatchObject({ handling: "block" });
      expect(await everythingKept(answer)).not.toContain(token);
    },
  );

  test("keeps back the words of progress where the server's file says block", async () => {
    const body = await bodyOf(await say("blocking", { as: "progress" }, true));
    expect(body).toContain('"params":{"progress":1,"progressToken":"steps"}');
    expect(body).not.toContain("that is all");
    expect(body).toContain("done");
  });

  test.each(["tools/list", "resources/list", "prompts/list", "server/discover"])(
    "is masked in the answer to %s, and what is masked is still JSON",
    async (method) => {
      const { body, headers } = modern(method);
      const answer = await gateway.post("masking", body, { headers });
      expect(JSON.stringify(answer.json)).not.toContain(token);
      expect(JSON.stringify(answer.json)).toContain("Not ghp_…(40).");
      const flagged = await gateway.post("flagging", body, { headers });
      expect(JSON.stringify(flagged.json)).toContain(`Not ${token}.`);
    },
  );

  test("leaves each entry of a list an entry, and names no tool that nobody may call", async () => {
    const { body, headers } = modern("tools/list");
    for (const server of ["masking", "flagging"]) {
      const { json } = await gateway.post(server, body, { headers });
      const { tools } = json["result"] as { tools: { name: string; description: string }[] };
      expect(tools.length).toBeGreaterThan(10);
      expect(tools.map(({ name }) => name).join(" ")).not.toContain("ghp_");
      const packed = tools.find(({ name }) => name === "packed");
      expect((packed?.description.length ?? 0) < 20).toBe(server === "masking");
    }
  });

  test("is looked for in vain in ordinary words, which pass as they came", async () => {
    const answer = await say("masking", { codes: codesOf("hi") });
    expect(await bodyOf(answer)).toContain("it is hi and that is all");
    expect(await outcomeOf(answer)).not.toHaveProperty("results");
  });
});
