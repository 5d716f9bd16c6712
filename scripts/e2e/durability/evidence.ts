import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { SQL } from "bun";
import type { OwnServer } from "../own-server.ts";
import { fileOf, type Shot } from "./hammer.ts";

/** What the database says of the calls of a load. */
export interface Evidence {
  /** Trace ids of allowed decisions. */
  readonly allowedTraces: ReadonlySet<string>;
  /** Claimed trace ids of allowed tool calls. */
  readonly allowedClaims: ReadonlySet<string>;
  /** Outcomes of each allowed tool call, in the order of the decisions. */
  readonly outcomes: readonly (readonly string[])[];
  /** A client's own act has an outcome only when it was told no after all: `not_started`. */
  readonly hookOutcomes: readonly string[];
}

interface DecisionRow {
  readonly id: string;
  readonly trace_id: string;
  readonly target: string;
  readonly claimed: string | null;
}

export async function readEvidence(sql: SQL): Promise<Evidence> {
  // Outcomes first: none is older than its decision, so each must find one.
  const found: { decision: string; verdict: string }[] = await sql`
    select detail->>'decision_id' as decision, verdict from audit_events where kind = 'outcome'`;
  const decisions: DecisionRow[] = await sql`
    select id::text, trace_id, target, detail->>'claimed_trace' as claimed
      from audit_events where kind = 'decision' and verdict = 'allow'`;
  const outcomes = new Map<string, string[]>(decisions.map(({ id }) => [id, []]));
  for (const { decision, verdict } of found) {
    const known = outcomes.get(decision);
    if (known === undefined) throw new Error(`an outcome of no allowed decision: ${decision}`);
    known.push(verdict);
  }
  const verdictsOf = ({ id }: DecisionRow) => outcomes.get(id) ?? [];
  const acts = decisions.filter(({ target }) => target.startsWith("mcp://"));
  const hooks = decisions.filter(({ target }) => target.startsWith("hook://"));
  return {
    allowedTraces: new Set(decisions.map((row) => row.trace_id)),
    allowedClaims: new Set(acts.flatMap(({ claimed }) => (claimed === null ? [] : [claimed]))),
    outcomes: acts.map(verdictsOf),
    hookOutcomes: hooks.flatMap(verdictsOf),
  };
}

/** Claimed ids of the calls whose file is there: what the tool really did. */
export function filesWritten(server: Pick<OwnServer, "folder">): readonly string[] {
  return readdirSync(join(server.folder, ".systemprompt/workspace")).flatMap(
    (name) => /^load-([0-9a-f]{32})\.txt$/.exec(name)?.[1] ?? [],
  );
}

/** Calls whose answer says yes, or that took effect, without a committed decision. */
export function unrecorded(
  shots: readonly Shot[],
  written: readonly string[],
  { allowedTraces, allowedClaims }: Evidence,
) {
  return {
    answers: shots
      .filter(({ allowed }) => allowed)
      .map(({ answer }) => answer?.headers.get("x-trace-id") ?? "no trace id")
      .filter((traceId) => !allowedTraces.has(traceId)),
    acts: written.filter((claimed) => !allowedClaims.has(claimed)),
  };
}

/** Answers 503 whose call took effect, or that do not say when to come back. */
export function badRefusals(shots: readonly Shot[], written: readonly string[]) {
  const files = new Set(written.map(fileOf));
  return shots
    .filter(({ answer }) => answer?.status === 503)
    .filter(
      ({ claimed, answer }) =>
        files.has(fileOf(claimed)) || !/^[1-9]\d*$/.test(answer?.headers.get("retry-after") ?? ""),
    );
}
