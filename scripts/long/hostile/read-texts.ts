/**
 * Reads hostile texts one after the other and says before each which one it is, so that whoever
 * waits for this program knows the one it never came back from.
 */
import { writeSync } from "node:fs";
import { blocklistCategories } from "#domain/governance/blocklist/categories.ts";
import { judgeCall, type Reactions } from "#domain/governance/blocklist/judge-call.ts";
import { seededDraw } from "#domain/governance/secrets/draw.ts";
import type { Draw } from "#domain/governance/secrets/kind.ts";
import { maskSecrets, maskText } from "#domain/governance/secrets/mask.ts";
import { scanForSecrets } from "#domain/governance/secrets/scan-value.ts";
import { argumentKinds, type GovernedCall } from "#shared/governed-call.ts";
import type { JsonObject } from "#shared/json.ts";
import { commandMaterial } from "./command-texts.ts";
import { drawText, pick } from "./draw-text.ts";
import { secretMaterial } from "./secret-texts.ts";

/** Most texts are short; what grows too fast shows in the longest that is read at once. */
const lengths = [400, 400, 4_000, 4_000, 65_536];
const disabledKinds = new Set<string>();
const reactions = Object.fromEntries(
  Object.entries(blocklistCategories).map(([name, { reaction }]) => [name, reaction]),
) as Reactions;

function readAsCall(draw: Draw): void {
  const text = () => drawText(commandMaterial, draw, pick(lengths, draw));
  const names = ["command", "sql", "path", "url", "code", "query", "args", "script", "body"];
  const name = pick(names, draw);
  const kind = pick(argumentKinds, draw);
  const input: JsonObject = draw.below(4) === 0 ? { [name]: [text(), text()] } : { [name]: text() };
  const call: GovernedCall = {
    surface: "mcp",
    method: "tools/call",
    target: "mcp://some/run",
    entity: {
      kind: "tool",
      name: pick(["run", "execute_cell", "delete_item"], draw),
      server: "some",
    },
    input,
    argumentKinds: draw.below(2) === 0 ? {} : { [name]: kind },
    declaresPermissions: draw.below(2) === 0,
    cwd: "/home/dev/project",
    blocklist: {},
  };
  judgeCall(call, reactions);
}

/** What masks once is done, holds nothing any more, and is JSON still. */
function readAsSecret(draw: Draw): void {
  const text = () => drawText(secretMaterial, draw, pick(lengths, draw));
  const value: JsonObject = { [text().slice(0, 100)]: text(), list: [text().slice(0, 400)] };
  const { unscannable } = scanForSecrets(value, { disabledKinds });
  const masked = maskSecrets(value);
  const after = scanForSecrets(masked, { disabledKinds });
  expectSame("masked twice", maskSecrets(masked), masked);
  if (unscannable === null) expectSame("found behind the mask", after.findings, []);
  JSON.parse(maskText(JSON.stringify(value)));
}

function expectSame(what: string, one: unknown, other: unknown): void {
  if (JSON.stringify(one) !== JSON.stringify(other)) throw new Error(`${what} it differs`);
}

const [kind, seed, count] = process.argv.slice(2);
const read = kind === "commands" ? readAsCall : readAsSecret;
for (let at = 0; at < Number(count); at += 1) {
  writeSync(1, `${at}\n`);
  read(seededDraw(Number(seed) * 1_000_003 + at));
}
