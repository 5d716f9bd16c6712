import { scanInlineCharactersMax } from "#app/calls/scan-large.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import { maskSecrets } from "#domain/governance/secrets/mask.ts";
import { findingsMax, type SecretScan } from "#domain/governance/secrets/scan-value.ts";
import type { Finding } from "#shared/governed-call.ts";
import { isJsonObject, type JsonObject } from "#shared/json.ts";
import type { Exchange } from "../exchange.ts";
import { handlingOf, isClean } from "./guard-answer.ts";

export interface GuardedProgress {
  readonly tell: (params: JsonObject) => void;
  /** What was found on the way to the answer. */
  readonly found: () => readonly Finding[];
}

/** Longer words would keep other calls waiting for their search; the numbers go on without them. */
const messageCharsMax = scanInlineCharactersMax;

/** Searches each step that a tool server tells of, as its answer is. */
export function guardProgress(
  exchange: Exchange,
  policy: PolicySnapshot,
  tell: (params: JsonObject) => void,
): GuardedProgress {
  const found: Finding[] = [];
  const handling = handlingOf(exchange);
  const note = ({ findings }: SecretScan) => {
    for (const finding of findings.slice(0, findingsMax - found.length)) {
      found.push({ ...finding, pointer: `/progress${finding.pointer}` });
    }
  };
  return {
    found: () => found,
    tell: (params) => {
      const short = withoutLongMessage(params);
      const scan = policy.scanSecrets(short);
      note(scan);
      if (isClean(scan) || handling === "flag") return tell(short);
      const masked = maskSecrets(short, policy.kinds);
      tell(handling === "mask" && isJsonObject(masked) ? masked : numbersOf(short));
    },
  };
}

function withoutLongMessage(params: JsonObject): JsonObject {
  const { message } = params;
  const isLong = typeof message === "string" && message.length > messageCharsMax;
  return isLong ? numbersOf(params) : params;
}

/** How far it is, without a word: other names are a tool server's words too. */
function numbersOf({ progress, total }: JsonObject): JsonObject {
  return {
    ...(typeof progress === "number" ? { progress } : {}),
    ...(typeof total === "number" ? { total } : {}),
  };
}
