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
export const requirements: readonly Requirement[] = [
  { id: "M01", promise: "every tool call passes five checks before it reaches the tool",        status: "whole" },
  { id: "M02", promise: "every decision is one row with six correlation ids",                   status: "part", missing: "inference and agent messages" },
  { id: "M03", promise: "a call that carries a secret is denied before the tool sees it",       status: "part", missing: "300 kinds and contextual detection" },
  { id: "M04", promise: "destructive categories are blocked",                                   status: "part", missing: "the breadth of each category" },
  { id: "M05", promise: "rate limits with role and burst multipliers, in YAML",                 status: "whole" },
  { id: "M06", promise: "six tiers, departments, per-tool permissions",                         status: "whole" },
  { id: "M07", promise: "policy on agent hooks",                                                status: "part", missing: "the eight other lifecycle moments" },
  { id: "M08", promise: "every denial is structured, queryable and says what to do",            status: "whole" },
  { id: "M09", promise: "durable before the act; sealed; verified offline",                     status: "whole" },
  { id: "M13", promise: "XChaCha20-Poly1305 store with a key hierarchy and rotation",           status: "part", missing: "rotation under load" },
  { id: "M14", promise: "a secret reaches a tool through its environment at spawn only",        status: "whole" },
  { id: "M16", promise: "every tool server over streamable HTTP as its own resource",           status: "part", missing: "the OAuth authorization server" },
  { id: "M17", promise: "central registry with health",                                         status: "whole" },
  { id: "M18", promise: "in-process supervision",                                               status: "part", missing: "ports for HTTP tool servers" },
  { id: "M19", promise: "each execution is stored",                                             status: "whole" },
  { id: "M47", promise: "one executable, one PostgreSQL",                                       status: "whole" },
  { id: "M48", promise: "no outbound connection but PostgreSQL and configured providers",       status: "part", missing: "a packet capture" },
  { id: "M49", promise: "flat YAML, strict diagnostics, changes without a restart",             status: "whole" },
  { id: "M50", promise: "command line by domain, noun and verb",                                status: "part", missing: "five of eight domains" },
  { id: "M52", promise: "extensions compiled in",                                               status: "part", missing: "routes, jobs, providers, prerenderers" },
  { id: "M55", promise: "demos that fail when a claim does not hold",                           status: "part", missing: "later features' demos" },
  { id: "M56", promise: "integration, load, fuzz and benchmark suites",                         status: "part", missing: "soak" },
  { id: "M57", promise: "measured throughput with everything on",                               status: "part", missing: "the inference row" },
  { id: "M58", promise: "many replicas on one PostgreSQL",                                      status: "part", missing: "a load balancer in the test" },
];
