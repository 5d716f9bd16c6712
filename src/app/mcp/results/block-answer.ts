import { namePlace } from "#domain/governance/name-place.ts";
import { failure } from "../run-act.ts";
import type { ActResult } from "../run-act.ts";
import type { Act } from "../answers/perform-act.ts";
import type { Exchange } from "../exchange.ts";
import type { FoundInAnswer } from "./guard-answer.ts";

/** What a caller gets for an answer that policy keeps back: that the call was made, and why not. */
export function blockAnswer(exchange: Exchange, act: Act, found: FoundInAnswer): ActResult {
  const { message, prepared } = act;
  return { ...failure(exchange, message.method, "error", reasonOf(prepared.name, found)), found };
}

function reasonOf(name: string, { findings, unscannable }: FoundInAnswer): string {
  const kept = `The call was made, and its answer is kept back by policy:`;
  const [first] = findings;
  if (first === undefined) {
    const why = unscannable?.reason ?? "unknown";
    return `${kept} it cannot be searched for credentials (${why}). Ask ${name} for less at once.`;
  }
  const place = namePlace(first.pointer) || "the top";
  return (
    `${kept} it holds a credential at ${place} (${first.kind}). ${first.remedy} ` +
    `Ask ${name} for an answer without it.`
  );
}
