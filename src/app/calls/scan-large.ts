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

/** Inputs under way at most; a further one is refused as unscannable. */
const waitingMax = 64;
/** Of them, one session's: a caller that floods the search delays itself. */
export const waitingPerSessionMax = 8;
/** From the moment its search begins: 4 MB take 0.1 s, so this is not going to end well. */
const answerMsMax = 15_000;

export { scanInlineCharactersMax };

/** Searches large inputs for credentials in a thread of its own, so that other calls do not wait. */
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
  const queue = new JobQueue();
  return {
    scan: (value, kinds, session, masks) =>
      queue.add({ value, kinds, masks: masks === true }, session),
    close: () => queue.close(),
  };
}

/** One search at a time, in the order of arrival. */
class JobQueue {
  readonly #waiting: Job[] = [];
  #running: Job | null = null;
  #deadline: Timer | undefined;
  #worker: Worker | undefined;
  #last = 0;

  add(wanted: Omit<ScanRequest, "id">, session: string): Promise<LargeScan> {
    const own = this.#waiting.filter((job) => job.session === session).length;
    const mine = this.#running?.session === session ? own + 1 : own;
    const all = this.#waiting.length + (this.#running === null ? 0 : 1);
    if (all >= waitingMax || mine >= waitingPerSessionMax) {
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
