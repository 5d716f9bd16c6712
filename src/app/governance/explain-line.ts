import {
  type CommandFinding,
  explainBlocklist,
} from "#domain/governance/blocklist/explain-command.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import { selectKinds } from "#domain/governance/secrets/added/select-kinds.ts";
import { maskText } from "#domain/governance/secrets/mask.ts";
import { scanForSecrets, type SecretScan } from "#domain/governance/secrets/scan-value.ts";
import type { Finding } from "#shared/governed-call.ts";
import { isJsonObject, type JsonObject } from "#shared/json.ts";
import { describeCall, nameTool, reactionsOf, settingsOf, verdictOf } from "./describe-call.ts";
import { commandArgument } from "./explain-command-call.ts";

/** What the search for credentials says of one line. */
export interface ExplainedText {
  readonly findings: readonly Finding[];
  readonly unscannable?: SecretScan["unscannable"];
}

/** What a call would be answered by the search and the blocklist; access and limits are not asked. */
export interface ExplainedLine extends ExplainedText {
  readonly verdict: "deny" | "ask" | "allow";
  readonly blocklist: readonly CommandFinding[];
}

/** A line's own id, for whoever joins answers to lines; one that holds a credential is masked. */
export function idOf(line: JsonObject, policy: PolicySnapshot | null): { id?: string | number } {
  const { id } = line;
  if (typeof id === "number") return { id };
  return typeof id === "string" ? { id: maskText(id, policy?.everyKind ?? noFiles) } : {};
}

/** What a line may hold, for whoever wrote another one. */
export const lineForms =
  '{"text": "…"}, {"prompt": "…"}, {"command": "…"} or {"tool": "…", "arguments": {…}}';

/**
 * Judges one line of a feed: a text by the search alone, with no kind switched off; a prompt, a
 * command and a call of a tool as the product would judge them. Gives a problem as a text.
 */
export function explainLine(
  line: JsonObject,
  policy: PolicySnapshot | null,
): ExplainedText | ExplainedLine | string {
  const { text, prompt, command } = line;
  const tool = line["tool"] ?? line["tool_name"];
  if (tool !== undefined && typeof tool !== "string") return '"tool" is not a string';
  const input = line["arguments"] ?? line["tool_input"];
  if (input !== undefined) {
    if (!isJsonObject(input)) return "the arguments are not an object";
    if (tool === undefined) return 'arguments without a "tool"';
    return explainCall(line, tool, input, policy);
  }
  if (typeof command === "string") return explainCall(line, tool, command, policy);
  if (typeof text === "string") return explainText(text, policy);
  if (typeof prompt === "string") return explainPrompt(prompt, policy);
  return 'no string member "text"';
}

/** Added kinds count; none is switched off, so that a feed says what the search itself can find. */
export function explainText(text: string, policy: PolicySnapshot | null): ExplainedText {
  return tell(scanForSecrets({ text }, { disabledKinds: policy?.everyKind ?? noFiles }));
}

const noFiles = selectKinds({ disabled: [], added: [] });

function tell({ findings, unscannable }: SecretScan): ExplainedText {
  return unscannable === null ? { findings } : { findings, unscannable };
}

function explainPrompt(prompt: string, policy: PolicySnapshot | null): ExplainedLine {
  const scan = scanForSecrets({ prompt }, { disabledKinds: policy?.kinds ?? noFiles });
  return { verdict: isClean(scan) ? "allow" : "deny", ...tell(scan), blocklist: [] };
}

function explainCall(
  line: JsonObject,
  tool: string | undefined,
  given: JsonObject | string,
  policy: PolicySnapshot | null,
): ExplainedLine | string {
  const { server, cwd } = line;
  if (server !== undefined && typeof server !== "string") return '"server" is not a string';
  if (cwd !== undefined && typeof cwd !== "string") return '"cwd" is not a string';
  const entity = nameTool(tool, server);
  const input =
    typeof given === "string" ? { [commandArgument(settingsOf(policy, entity))]: given } : given;
  const call = describeCall(policy, entity, input, cwd ?? null);
  const scan = scanForSecrets(input, { disabledKinds: policy?.kinds ?? noFiles });
  const blocklist = maskFindings(explainBlocklist(call, reactionsOf(policy)), policy);
  const verdict = isClean(scan) ? verdictOf(blocklist) : "deny";
  return { verdict, ...tell(scan), blocklist };
}

function isClean({ findings, unscannable }: SecretScan): boolean {
  return findings.length === 0 && unscannable === null;
}

/** What was seen is told in the call's own words, which may hold a credential. */
export function maskFindings(
  findings: readonly CommandFinding[],
  policy: PolicySnapshot | null,
): readonly CommandFinding[] {
  const kinds = policy?.everyKind ?? noFiles;
  return findings.map((finding) => ({ ...finding, what: maskText(finding.what, kinds) }));
}
