import { describe, expect, test } from "bun:test";
import { seededDraw } from "./draw.ts";
import { secretKinds } from "./kinds.ts";
import { answerScan, type ScanReply, scanInlineCharactersMax } from "./scan-worker.ts";

describe("M03 scan in a worker", () => {
  test("gives the answer of the same scan in this thread", async () => {
    const example = secretKinds[0]?.example(seededDraw(6)) ?? "";
    const value = { text: `${"words and more words\n".repeat(15_000)}${example}` };
    expect(value.text.length).toBeGreaterThan(scanInlineCharactersMax);
    const request = { id: 7, value, kinds: { disabled: [], added: [] } };
    const worker = new Worker(new URL("./scan-worker.ts", import.meta.url).href);
    const { promise, resolve, reject } = Promise.withResolvers<ScanReply>();
    worker.onmessage = (event: MessageEvent<ScanReply>) => resolve(event.data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(request);
    const reply = await promise;
    worker.terminate();
    expect(reply).toEqual(answerScan(request));
    expect(reply.scan.findings[0]?.kind).toBe("github.pat");
  });
});
