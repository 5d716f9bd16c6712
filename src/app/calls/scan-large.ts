import {
  type ScanReply,
  type ScanRequest,
  scanInlineCharactersMax,
} from "#domain/governance/secrets/scan-worker.ts";
import type { SecretScan } from "#domain/governance/secrets/scan-value.ts";
import { embeddedModule } from "#infra/processes/self-command.ts";
import type { JsonValue } from "#shared/json.ts";

/** Inputs that wait for the worker at most; a further one is refused as unscannable. */
const waitingMax = 64;
/** 4 MB take 0.1 s; whatever takes longer than this is not going to end well. */
const answerMsMax = 15_000;

export { scanInlineCharactersMax };

/** Searches large inputs for credentials in a thread of its own, so that other calls do not wait. */
export interface LargeScanner {
  scan(value: JsonValue, disabledKinds: readonly string[]): Promise<SecretScan>;
  close(): void;
}

interface Waiting {
  readonly resolve: (scan: SecretScan) => void;
  readonly timer: Timer;
}

export function createLargeScanner(): LargeScanner {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let last = 0;
  const settle = (id: number, scan: SecretScan) => {
    const waiter = waiting.get(id);
    if (waiter === undefined) return;
    waiting.delete(id);
    clearTimeout(waiter.timer);
    waiter.resolve(scan);
  };
  /** A worker that failed or hangs is replaced; what waited for it was not searched. */
  const abandon = () => {
    worker?.terminate();
    worker = undefined;
    for (const id of waiting.keys()) settle(id, unscannable("the search did not end"));
  };
  return {
    scan: (value, disabledKinds) => {
      if (waiting.size >= waitingMax) {
        return Promise.resolve(unscannable("too many large inputs at once"));
      }
      worker ??= startWorker(settle, abandon);
      const id = ++last;
      const request: ScanRequest = { id, value, disabledKinds };
      return new Promise((resolve) => {
        waiting.set(id, { resolve, timer: setTimeout(abandon, answerMsMax) });
        worker?.postMessage(request);
      });
    },
    close: abandon,
  };
}

function startWorker(settle: (id: number, scan: SecretScan) => void, abandon: () => void): Worker {
  const worker = new Worker(embeddedModule("src/domain/governance/secrets/scan-worker"));
  worker.onmessage = ({ data }: MessageEvent<ScanReply>) => settle(data.id, data.scan);
  worker.onerror = abandon;
  worker.unref();
  return worker;
}

function unscannable(reason: string): SecretScan {
  return { findings: [], unscannable: { reason, pointer: "" } };
}
