import { afterAll, describe, expect, test } from "bun:test";
import { type LoadPlan, runLoad } from "./load.ts";

let served = 0;
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: async (request) => {
    served++;
    return Response.json(await request.json());
  },
});
afterAll(() => server.stop(true));

const plan: LoadPlan = {
  host: "127.0.0.1",
  port: server.port ?? 0,
  connections: 5,
  seconds: 0.2,
  warmupSeconds: 0.05,
  method: "POST",
  path: "/",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ word: "echo" }),
  expect: "echo",
};

describe("M56 M57 the load generator", () => {
  test("counts exactly the answers that the server gave", async () => {
    served = 0;
    const result = await runLoad(plan);
    expect(result.answers).toBe(served);
    expect(result.requests).toBeLessThanOrEqual(result.answers);
    expect([result.wrong, result.firstWrong]).toEqual([0, null]);
  });

  test("counts every answer without the expected text as wrong, and keeps the first", async () => {
    const result = await runLoad({ ...plan, expect: "something else" });
    expect(result.wrong).toBe(result.answers);
    expect(result.firstWrong).toContain("echo");
  });
});
