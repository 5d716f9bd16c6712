/**
 * A process of its own with an audit writer, for tests that stop it: opens an act, says so, and
 * once told to (a line on its input) records the act's outcome. Its output is a line for each step.
 */
import { decisionEntry, outcomeEntry } from "#domain/audit/test-evidence.ts";
import { writerOptions } from "#domain/audit/test-writer.ts";
import { openAuditWriter } from "../audit-writer.ts";

const fencedExit = 70;
const [url = "", leaseMs = "0", heartbeatMs = "0"] = process.argv.slice(2);

const say = (line: string) => process.stdout.write(`${line}\n`);
const writer = await openAuditWriter({
  ...writerOptions({ fenced: 0, lost: [], troubles: [] }),
  ...{ url, leaseMs: Number(leaseMs), heartbeatMs: Number(heartbeatMs) },
  onFenced: () => {
    say("fenced");
    process.exit(fencedExit);
  },
});
const act = await writer.commit(decisionEntry({ target: "mcp://workspace/stopped" }));
say(`open ${writer.head.writer}`);
for await (const _line of console) {
  await writer.commitOutcome(act, outcomeEntry({ target: "mcp://workspace/stopped" })).then(
    () => say("recorded"),
    () => say("refused"),
  );
}
