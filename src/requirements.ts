/**
 * The promises, by id. A test that proves one names it at the head of its title (`M09 …`);
 * `src/requirements.test.ts` fails when a promise marked `whole` or `part` has no test.
 */
export interface Requirement {
  readonly id: string;
  readonly promise: string;
  /** `later`: nothing here keeps it yet. */
  readonly status: "whole" | "part" | "later";
  /** For `part`: what is still missing. */
  readonly missing?: string;
}

// prettier-ignore
const rows: readonly (readonly [id: string, promise: string, missing?: string])[] = [
  ["M01", "every tool call passes five checks before it reaches the tool"],
  ["M02", "every decision is one row with six correlation ids",
          "inference and agent messages"],
  ["M03", "a call that carries a secret is denied before the tool sees it"],
  ["M04", "destructive categories are blocked"],
  ["M05", "rate limits with role and burst multipliers, in YAML"],
  ["M06", "six tiers, departments, per-tool permissions"],
  ["M07", "policy on agent hooks",
          "the eight other lifecycle moments"],
  ["M08", "every denial is structured, queryable and says what to do"],
  ["M09", "durable before the act; sealed; verified offline"],
  ["M11", "credentials in tool results are masked before the model sees them"],
  ["M13", "XChaCha20-Poly1305 store with a key hierarchy and rotation"],
  ["M14", "a secret reaches a tool through its environment at spawn only"],
  ["M16", "every tool server over streamable HTTP as its own resource",
          "the OAuth authorization server"],
  ["M17", "central registry with health"],
  ["M18", "in-process supervision",
          "ports for HTTP tool servers"],
  ["M19", "each execution is stored"],
  ["M35", "sessions, IP bans, identity lifecycle events, personal access tokens",
          "bans that an operator sets, the later lifecycle events"],
  ["M47", "one executable, one PostgreSQL"],
  ["M48", "no outbound connection but PostgreSQL and configured providers",
          "a packet capture"],
  ["M49", "flat YAML, strict diagnostics, changes without a restart"],
  ["M50", "command line by domain, noun and verb",
          "five of eight domains"],
  ["M52", "extensions compiled in",
          "routes, jobs, providers, prerenderers"],
  ["M55", "demos that fail when a claim does not hold",
          "later features' demos"],
  ["M56", "integration, load, fuzz and benchmark suites"],
  ["M57", "measured throughput with everything on",
          "the inference row"],
  ["M58", "many replicas on one PostgreSQL",
          "budgets"],
];

/** A promise with something missing is kept in part. */
export const requirements: readonly Requirement[] = rows.map(([id, promise, missing]) =>
  missing === undefined
    ? { id, promise, status: "whole" }
    : { id, promise, status: "part", missing },
);
