import type { Verdict } from "#shared/governed-call.ts";

/** The lifecycle moments that are decided here; others are only reported. */
export const governedEvents = ["PreToolUse", "UserPromptSubmit"] as const;
export type GovernedEvent = (typeof governedEvents)[number];

/** Nothing objects to a tool: no decision, because an explicit one skips the user's own prompts. */
const silentTool = '{"hookSpecificOutput":{"hookEventName":"PreToolUse"}}';

/** Tells a client what was decided; the status is always 200, or the client would go ahead. */
export function hookAnswer(event: GovernedEvent, verdict: Verdict, traceId: string): string {
  if (verdict.verdict === "allow") {
    if (event === "UserPromptSubmit") return "{}";
    return verdict.autoApprove ? toolAnswer("allow", "Approved by an access rule.") : silentTool;
  }
  const reason = `${verdict.reason} (${verdict.code ?? verdict.policy}, trace ${traceId})`;
  if (event === "UserPromptSubmit") return blockPrompt(reason);
  return toolAnswer(verdict.verdict, reason);
}

/** Denies whatever was asked, in the shape that its event reads. */
export function denyHook(event: GovernedEvent, reason: string): string {
  return event === "UserPromptSubmit" ? blockPrompt(reason) : toolAnswer("deny", reason);
}

function toolAnswer(decision: "allow" | "ask" | "deny", reason: string): string {
  return JSON.stringify({
    hookSpecificOutput: {
      hookEventName: "PreToolUse",
      permissionDecision: decision,
      permissionDecisionReason: reason,
    },
  });
}

/** This event knows no permission decision: only `block` holds a prompt back. */
function blockPrompt(reason: string): string {
  return JSON.stringify({ decision: "block", reason });
}
