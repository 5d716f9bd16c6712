import type {
  GovernedCall,
  RateGrant,
  StageName,
  StageResult,
  Surface,
  Verdict,
} from "#shared/governed-call.ts";
import type { Authentication } from "#shared/principal.ts";
import { mayReach } from "./access/may-reach.ts";
import { checkBlocklist } from "./check-blocklist.ts";
import { checkCredential } from "./check-credential.ts";
import { checkRate } from "./check-rate.ts";
import { checkScope, reachPolicies } from "./check-scope.ts";
import { checkSecrets } from "./check-secrets.ts";
import type { PolicySnapshot } from "./policy/policy-snapshot.ts";
import type { Check, Objection, Passage, StageInputs } from "./stage.ts";

/** Monotonic milliseconds with fractions; only differences are used. */
export type Meter = () => number;

type Row = { readonly stage: StageName } & Readonly<Record<Surface, Check>>;

/** The governed path: what runs, in which order, on which surface. First denial wins. */
// prettier-ignore
export const pipeline: readonly Row[] = [
  //  stage         mcp              hook             inference        a2a
  row("credential", checkCredential, checkCredential, checkCredential, checkCredential),
  row("scope",      checkScope,      checkScope,      checkScope,      checkScope),
  row("secrets",    checkSecrets,    checkSecrets,    checkSecrets,    checkSecrets),
  row("blocklist",  checkBlocklist,  checkBlocklist,  checkBlocklist,  checkBlocklist),
  row("rate",       checkRate,       checkRate,       checkRate,       checkRate),
];

function row(stage: StageName, mcp: Check, hook: Check, inference: Check, a2a: Check): Row {
  return { stage, mcp, hook, inference, a2a };
}

/**
 * The decision about a call, for every surface. Pure: the credential was verified, the policy
 * compiled and the rate charged before. An `ask` lets later stages speak; a denial ends the path
 * and what follows is recorded as skipped.
 */
export function govern(
  call: GovernedCall,
  authentication: Authentication,
  policy: PolicySnapshot,
  grant: RateGrant,
  meter: Meter,
): Verdict {
  const inputs: StageInputs = { call, authentication, policy, grant };
  const stages: StageResult[] = [];
  let objection: Objection | null = null;
  let before = meter();
  for (const row of pipeline) {
    if (objection?.result === "deny") {
      stages.push(skipped[row.stage]);
      continue;
    }
    const found = row[call.surface](inputs);
    const after = meter();
    stages.push(stageResult(row.stage, found, Math.max(0, Math.round((after - before) * 1_000))));
    before = after;
    if (found === null || found.result === "pass") continue;
    if (objection === null || found.result === "deny") objection = found;
  }
  return objection === null ? allowed(inputs, stages) : objected(objection, stages);
}

const skipped: Readonly<Record<StageName, StageResult>> = {
  credential: { stage: "credential", result: "skipped", durationUs: 0 },
  scope: { stage: "scope", result: "skipped", durationUs: 0 },
  secrets: { stage: "secrets", result: "skipped", durationUs: 0 },
  blocklist: { stage: "blocklist", result: "skipped", durationUs: 0 },
  rate: { stage: "rate", result: "skipped", durationUs: 0 },
};

function stageResult(
  stage: StageName,
  found: Objection | Passage | null,
  durationUs: number,
): StageResult {
  if (found === null) return { stage, result: "pass", durationUs };
  if (found.result === "pass") {
    return { stage, result: "pass", durationUs, exceptions: found.exceptions };
  }
  if (found.detail === undefined) return { stage, result: found.result, durationUs };
  return { stage, result: found.result, durationUs, detail: found.detail };
}

function allowed(inputs: StageInputs, stages: readonly StageResult[]): Verdict {
  const { authentication, call, policy } = inputs;
  const reach = mayReach(authentication.principal, call.entity, policy);
  return {
    verdict: "allow",
    policy: reachPolicies[reach.cause],
    code: null,
    reason: "No stage objects.",
    stages,
    findings: [],
    autoApprove: reach.autoApprove,
  };
}

function objected(objection: Objection, stages: readonly StageResult[]): Verdict {
  return {
    verdict: objection.result,
    policy: objection.policy,
    code: objection.code,
    reason: objection.reason,
    stages,
    findings: objection.findings ?? [],
    ...(objection.retryAfterMs === undefined ? {} : { retryAfterMs: objection.retryAfterMs }),
    autoApprove: false,
  };
}
