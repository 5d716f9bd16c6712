import {
  type LargeScan,
  type ScanReply,
  type ScanRequest,
  scanInlineCharactersMax,
} from "#domain/governance/secrets/scan-worker.ts";
import type { KindChoice } from "#domain/governance/secrets/added/select-kinds.ts";
import type { SecretScan } from "#domain/governance/secrets/scan-value.ts";
import { embeddedModule } from "#infra/processes/self-command.ts";
import type { JsonValue } from "#shared/json.ts";

/** Of the inputs under way, one session's at most: a caller that floods the search delays itself. */
export const waitingPerSessionMax = 8;
/** How much may wait; what comes on top is refused as unscannable. */
interface QueueLimits {
  readonly waitingMax: number;
  readonly waitingPerSessionMax: number;
}

const inputLimits: QueueLimits = { waitingMax: 64, waitingPerSessionMax };
/**
 * The call of a result was made already, so refusing loses work: it waits instead. As many as four
 * busy servers may answer at a time, which is what holds the results in memory anyway.
 */
const resultLimits: QueueLimits = { waitingMax: 1_024, waitingPerSessionMax: 1_024 };
/** From the moment its search begins: 4 MB take 0.1 s, so this is not going to end well. */
const answerMsMax = 15_000;

export { scanInlineCharactersMax };

/**
 * Searches large values for credentials in threads of their own, so that other calls do not wait:
 * inputs in one, results that come back masked in another, so that neither waits for the other.
 */
export interface LargeScanner {
  scan(value: JsonValue, kinds: KindChoice, session: string, masks?: boolean): Promise<LargeScan>;
  close(): void;
}

interface Job {
  readonly request: ScanRequest;
  readonly session: string;
  readonly resolve: (scan: LargeScan) => void;
}

export function createLargeScanner(): LargeScanner {
  const inputs = new JobQueue(inputLimits);
  const results = new JobQueue(resultLimits);
  return {
    scan: (value, kinds, session, masks = false) =>
      (masks ? results : inputs).add({ value, kinds, masks }, session),
    close: () => {
      inputs.close();
      results.close();
    },
  };
}

/** One search at a time, in the order of arrival. */
class JobQueue {
  readonly #waiting: Job[] = [];
  #running: Job | null = null;
  #deadline: Timer | undefined;
  #worker: Worker | undefined;
  #last = 0;
  readonly #limits: QueueLimits;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  add(wanted: Omit<ScanRequest, "id">, session: string): Promise<LargeScan> {
    const own = this.#waiting.filter((job) => job.session === session).length;
    const mine = this.#running?.session === session ? own + 1 : own;
    const all = this.#waiting.length + (this.#running === null ? 0 : 1);
    const { waitingMax, waitingPerSessionMax: ownMax } = this.#limits;
    if (all >= waitingMax || mine >= ownMax) {
      return Promise.resolve(unscannable("too many large inputs at once"));
    }
    const request = { id: ++this.#last, ...wanted };
    return new Promise((resolve) => {
      this.#waiting.push({ request, session, resolve });
      this.#next();
    });
  }

  close(): void {
    for (const job of this.#waiting.splice(0)) job.resolve(unfinished());
    this.#abandon();
  }

  #next(): void {
    if (this.#running !== null) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    this.#running = job;
    this.#worker ??= this.#start();
    this.#deadline = setTimeout(() => this.#abandon(), answerMsMax);
    this.#worker.postMessage(job.request);
  }

  #start(): Worker {
    const worker = new Worker(embeddedModule("src/domain/governance/secrets/scan-worker"));
    worker.onmessage = ({ data }: MessageEvent<ScanReply>) => {
      if (data.id === this.#running?.request.id) this.#settle(data.scan);
    };
    worker.onerror = () => {
      if (worker === this.#worker) this.#abandon();
    };
    worker.unref();
    return worker;
  }

  /** A worker that failed or hangs is replaced; what it had begun was not searched. */
  #abandon(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#settle(unfinished());
  }

  #settle(scan: LargeScan): void {
    clearTimeout(this.#deadline);
    const job = this.#running;
    this.#running = null;
    job?.resolve(scan);
    this.#next();
  }
}

function unfinished(): SecretScan {
  return unscannable("the search did not end");
}

function unscannable(reason: string): SecretScan {
  return { findings: [], unscannable: { reason, pointer: "" } };
}
