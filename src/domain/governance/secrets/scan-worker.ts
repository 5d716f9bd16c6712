import type { JsonValue } from "#shared/json.ts";
import { isSameChoice, type KindChoice, selectKinds } from "./added/select-kinds.ts";
import type { KindSelection } from "./kind.ts";
import { maskSecrets } from "./mask.ts";
import { scanForSecrets, type SecretScan } from "./scan-value.ts";

/**
 * Above this many characters a scan takes longer than other calls should wait (7 ms here), so it
 * belongs into a worker that runs this module.
 */
export const scanInlineCharactersMax = 262_144;

export interface ScanRequest {
  readonly id: number;
  readonly value: JsonValue;
  readonly kinds: KindChoice;
  /** Wants the value back without its credentials, where it holds any. */
  readonly masks?: boolean;
}

export interface LargeScan extends SecretScan {
  readonly masked?: JsonValue;
}

export interface ScanReply {
  readonly id: number;
  readonly scan: LargeScan;
}

/** What the worker answers; the entry below only moves messages. */
export function answerScan({ id, value, kinds, masks }: ScanRequest): ScanReply {
  const disabledKinds = selectionOf(kinds);
  const scan = scanForSecrets(value, { disabledKinds });
  const isClean = scan.findings.length === 0 && scan.unscannable === null;
  if (masks !== true || isClean) return { id, scan };
  return { id, scan: { ...scan, masked: maskSecrets(value, disabledKinds) } };
}

/** Compiled for the first input under a policy; most policies add no kind and change rarely. */
let last: { readonly choice: KindChoice; readonly selection: KindSelection } | undefined;

function selectionOf(choice: KindChoice): KindSelection {
  if (last === undefined || !isSameChoice(last.choice, choice)) {
    last = { choice, selection: selectKinds(choice) };
  }
  return last.selection;
}

if (!Bun.isMainThread) {
  addEventListener("message", (event: MessageEvent<ScanRequest>) => {
    postMessage(answerScan(event.data));
  });
}
