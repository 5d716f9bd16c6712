import { claimedId, isNameable } from "#app/calls/claimed-text.ts";
import { describeHookTool } from "#domain/governance/hook-tools.ts";
import type { KindSelection } from "#domain/governance/secrets/kind.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import type { GovernedCall } from "#shared/governed-call.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { GovernedEvent } from "./hook-answer.ts";

/** What a client says happened, with its claims kept apart from what is judged. */
export interface HookEvent {
  readonly event: GovernedEvent;
  readonly call: GovernedCall;
  /** The same call under a newer policy. */
  readonly describe: (policy: PolicySnapshot) => GovernedCall;
  /** A claim; the column is for reading, it raises nothing. */
  readonly agentId: string | null;
  readonly claims: JsonObject;
}

/** Keyed digest of a text. */
type Hmac = (text: string) => string;

const toolName = /^[\x21-\x7e]{1,200}$/;

/** Reads a hook's body, or says in a sentence why it cannot be judged. */
export function readHookEvent(
  body: JsonValue,
  policy: PolicySnapshot,
  hmac: Hmac,
): HookEvent | string {
  if (!isJsonObject(body)) return "The hook's body is not a JSON object.";
  const event = body["hook_event_name"];
  switch (event) {
    case "PreToolUse":
      return readToolUse(body, policy, hmac);
    case "UserPromptSubmit":
      return readPrompt(body, policy, hmac);
    default:
      return "This hook decides PreToolUse and UserPromptSubmit only.";
  }
}

function readToolUse(body: JsonObject, policy: PolicySnapshot, hmac: Hmac): HookEvent | string {
  const { tool_name: name, tool_input: input, cwd } = body;
  if (typeof name !== "string" || !toolName.test(name)) return "The hook names no tool.";
  if (!isNameable(name, policy.everyKind))
    return "The tool's name holds what looks like a credential or an address. Give it another one.";
  const describe = (inForce: PolicySnapshot): GovernedCall => ({
    ...describeHookTool(name, inForce),
    surface: "hook",
    method: "PreToolUse",
    input: input ?? {},
    cwd: typeof cwd === "string" ? cwd : null,
  });
  return { event: "PreToolUse", call: describe(policy), describe, ...claimsOf(body, policy, hmac) };
}

function readPrompt(body: JsonObject, policy: PolicySnapshot, hmac: Hmac): HookEvent | string {
  const { prompt } = body;
  if (typeof prompt !== "string") return "The hook carries no prompt.";
  const call: GovernedCall = {
    surface: "hook",
    method: "UserPromptSubmit",
    target: "hook://UserPromptSubmit",
    entity: { kind: "tool", name: "UserPromptSubmit" },
    input: { prompt },
    argumentKinds: promptKinds,
    declaresPermissions: true,
    cwd: null,
    blocklist: {},
  };
  return { event: "UserPromptSubmit", call, describe: () => call, ...claimsOf(body, policy, hmac) };
}

const promptKinds = { prompt: "text" } as const;

function claimsOf(
  body: JsonObject,
  { everyKind }: PolicySnapshot,
  hmac: Hmac,
): Pick<HookEvent, "agentId" | "claims"> {
  const session = claim(body["session_id"], hmac, everyKind);
  return {
    agentId: claim(body["agent_id"], hmac, everyKind),
    claims: session === null ? {} : { client_session: session },
  };
}

/** A client's own word, or nothing. */
function claim(value: JsonValue | undefined, hmac: Hmac, kinds: KindSelection): string | null {
  return typeof value === "string" && value !== "" ? claimedId(value, hmac, kinds) : null;
}
