import { cut } from "#shared/cut-text.ts";
import type { Finding, Verdict } from "#shared/governed-call.ts";
import type { JsonObject, JsonValue } from "#shared/json.ts";
import type { SecretScan } from "./secrets/scan-value.ts";
import { namePlace } from "./name-place.ts";

/** Findings beyond these are counted: a row's detail stays small. */
const findingsKeptMax = 16;

/**
 * What a row says of a verdict. Stages are durations in µs in the pipeline's order, −1 for a stage
 * that did not run; words only for the stage that objected, findings masked.
 */
export function verdictDetail(verdict: Verdict): JsonObject {
  const stages = verdict.stages.map((stage) =>
    stage.result === "skipped" ? -1 : stage.durationUs,
  );
  const excused = verdict.stages.find((stage) => stage.exceptions !== undefined);
  const exceptions = optional("exceptions", excused?.exceptions);
  if (verdict.verdict === "allow") return { ...exceptions, stages };
  const objecting =
    verdict.stages.find((stage) => stage.result === verdict.verdict) ?? verdict.stages.at(-1);
  return {
    ...exceptions,
    stages,
    code: verdict.code,
    stage: objecting?.stage ?? null,
    ...optional("objection", objecting?.detail),
    ...describeFindings({ findings: verdict.findings, unscannable: null }),
    ...optional("retry_after_ms", verdict.retryAfterMs),
  };
}

/** Kinds, places, masks and remedies; a place is told as rows may tell it. */
export function describeFindings({ findings, unscannable }: SecretScan): JsonObject {
  const reason = unscannable && {
    pointer: namePlace(unscannable.pointer),
    reason: unscannable.reason,
  };
  return {
    ...optional("findings", findingsOf(findings)),
    ...optional("findings_more", moreOf(findings)),
    ...optional("unscannable", reason ?? undefined),
  };
}

function optional(key: string, value: JsonValue | undefined): JsonObject {
  return value === undefined ? {} : { [key]: value };
}

function findingsOf(findings: readonly Finding[]): JsonValue | undefined {
  if (findings.length === 0) return undefined;
  return findings.slice(0, findingsKeptMax).map(({ kind, pointer, masked, remedy }) => ({
    kind,
    pointer: namePlace(pointer),
    masked: cut(masked),
    remedy,
  }));
}

function moreOf(findings: readonly Finding[]): number | undefined {
  return findings.length > findingsKeptMax ? findings.length - findingsKeptMax : undefined;
}
