import type { JsonValue } from "#shared/json.ts";
import { scanForSecrets, type SecretScan } from "./scan-value.ts";

/**
 * Above this many characters a scan takes longer than other calls should wait (4 ms here), so it
 * belongs into a worker that runs this module.
 */
export const scanInlineCharactersMax = 262_144;

export interface ScanRequest {
  readonly id: number;
  readonly value: JsonValue;
  readonly disabledKinds: readonly string[];
}

export interface ScanReply {
  readonly id: number;
  readonly scan: SecretScan;
}

/** What the worker answers; the entry below only moves messages. */
export function answerScan({ id, value, disabledKinds }: ScanRequest): ScanReply {
  return { id, scan: scanForSecrets(value, { disabledKinds: new Set(disabledKinds) }) };
}

if (!Bun.isMainThread) {
  addEventListener("message", (event: MessageEvent<ScanRequest>) => {
    postMessage(answerScan(event.data));
  });
}
