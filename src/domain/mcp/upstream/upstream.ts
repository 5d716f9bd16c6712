import type { Clock } from "#shared/clock.ts";
import { parseExact, repeatsName } from "#shared/json/exact-json.ts";
import type { JsonObject, JsonValue } from "#shared/json.ts";
import { isJsonObject } from "#shared/json.ts";
import { rpcCodes, type RpcError } from "../json-rpc.ts";
import { type RawMember, splitObject } from "../raw-object.ts";
import { isTooDeep } from "./nesting.ts";
import { readError } from "./read-error.ts";

/** Bytes of requests waiting for one child's answers; a child that stops reading fills it. */
export const pendingCharsMax = 64 * 1_024 * 1_024;

/** What became of a request. `failed` says that no answer came and why. */
export type UpstreamAnswer =
  | {
      readonly kind: "result";
      readonly text: string;
      readonly value: JsonObject;
      /** As the server wrote them, no name twice at any depth: the text is what is searched. */
      readonly members: readonly RawMember[];
    }
  | { readonly kind: "error"; readonly error: RpcError }
  | { readonly kind: "failed"; readonly cause: FailureCause; readonly message: string };

/**
 * How often the calls that wait are looked through for those over their time and those whose caller
 * left. A timer and a listener for each call cost 2 µs; nearly all calls end before the first look.
 */
const lookMs = 50;

export type FailureCause = "timeout" | "died" | "cancelled" | "busy" | "protocol";

export interface UpstreamRequest {
  readonly method: string;
  /** Without `_meta.progressToken`; that is set here. Text is sent as it is. */
  readonly params: JsonObject | string;
  /** Infinite for a request that lasts as long as the server. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with each progress notification's params, its token left out. */
  readonly onProgress?: ((params: JsonObject) => void) | undefined;
}

export interface UpstreamEvents {
  /** A notification that is not progress: list changes and whatever else the server says. */
  readonly onNotification: (method: string) => void;
  /** A line on standard output that is not JSON-RPC; already masked. */
  readonly onNoise: (line: string) => void;
}

/** What was dropped, by reason, since the start. */
export interface UpstreamCounters {
  noise: number;
  orphans: number;
  refusedRequests: number;
  droppedNotifications: number;
}

export interface UpstreamOptions {
  /** Hands complete lines to the child's standard input. */
  readonly write: (text: string) => void;
  readonly concurrentCallsMax: number;
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly maskLine: (line: string) => string;
  readonly events: UpstreamEvents;
}

interface Pending {
  readonly settle: (answer: UpstreamAnswer) => void;
  readonly chars: number;
  readonly request: UpstreamRequest;
  readonly endsAtMs: number;
}

/**
 * One child's line-wise JSON-RPC. Ids and progress tokens are our own numbers, so that no client
 * can collide with or answer for another; an answer to none of them is dropped and counted.
 */
export class Upstream {
  readonly counters: UpstreamCounters = {
    noise: 0,
    orphans: 0,
    refusedRequests: 0,
    droppedNotifications: 0,
  };
  readonly #options: UpstreamOptions;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #outbox = "";
  #flushing = false;
  #pendingChars = 0;
  #look: Timer | null = null;
  #closed: string | null = null;

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /** Calls that wait for an answer; what is listened to as long as the server runs is none. */
  get pendingCalls(): number {
    let calls = 0;
    for (const { endsAtMs } of this.#pending.values()) {
      if (endsAtMs !== Number.POSITIVE_INFINITY) calls++;
    }
    return calls;
  }

  /** Nothing is sent any more. */
  get isClosed(): boolean {
    return this.#closed !== null;
  }

  /** Sends a request; the promise never rejects. */
  request(request: UpstreamRequest): Promise<UpstreamAnswer> {
    if (this.#closed !== null) return settled("died", this.#closed);
    if (request.signal?.aborted === true) return settled("cancelled", "The caller went away.");
    const id = this.#nextId++;
    const text = requestLine(id, request);
    if (
      this.#pending.size >= this.#options.concurrentCallsMax ||
      this.#pendingChars + text.length > pendingCharsMax
    ) {
      return settled("busy", "The tool server has too many calls running. Try again shortly.");
    }
    return new Promise((resolve) => {
      this.#enqueue(id, request, text.length, resolve);
      this.#send(text);
    });
  }

  notify(method: string, params: JsonObject): void {
    if (this.#closed !== null) return;
    this.#send(`${JSON.stringify({ jsonrpc: "2.0", method, params })}\n`);
  }

  /** Takes one line of the child's standard output. */
  receive(line: string): void {
    if (isTooDeep(line)) {
      this.#refuseDeep(line);
      return;
    }
    const masked = this.#options.maskLine(line);
    const message = parseMessage(masked);
    if (message === null) {
      this.counters.noise++;
      this.#options.events.onNoise(masked);
    } else if (typeof message["method"] === "string") {
      this.#receiveCall(message["method"], message);
    } else {
      this.#receiveAnswer(masked, message);
    }
  }

  /** The child is gone: whatever waits fails now, and later calls fail at once. */
  close(reason: string): void {
    if (this.#closed !== null) return;
    this.#closed = reason;
    if (this.#look !== null) clearTimeout(this.#look);
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id, { kind: "failed", cause: "died", message: reason });
    }
  }

  #enqueue(
    id: number,
    request: UpstreamRequest,
    chars: number,
    settle: (answer: UpstreamAnswer) => void,
  ): void {
    const endsAtMs = this.#options.clock.monotonicMs() + request.timeoutMs;
    this.#pending.set(id, { settle, chars, request, endsAtMs });
    this.#pendingChars += chars;
    if (endsAtMs !== Number.POSITIVE_INFINITY) this.#lookLater();
  }

  #lookLater(): void {
    this.#look ??= setTimeout(() => this.#lookThrough(), lookMs);
  }

  #lookThrough(): void {
    this.#look = null;
    const now = this.#options.clock.monotonicMs();
    for (const [id, { request, endsAtMs }] of this.#pending) {
      if (endsAtMs === Number.POSITIVE_INFINITY) continue;
      if (request.signal?.aborted === true) this.#giveUp(id, "cancelled", request.timeoutMs);
      else if (endsAtMs <= now) this.#giveUp(id, "timeout", request.timeoutMs);
      else this.#lookLater();
    }
  }

  #giveUp(id: number, cause: "timeout" | "cancelled", timeoutMs: number): void {
    const message =
      cause === "timeout"
        ? `The tool server did not answer within ${timeoutMs} ms.`
        : "The caller went away.";
    if (!this.#settle(id, { kind: "failed", cause, message })) return;
    this.notify("notifications/cancelled", { requestId: id, reason: message });
  }

  #settle(id: number, answer: UpstreamAnswer): boolean {
    const pending = this.#pending.get(id);
    if (pending === undefined) return false;
    this.#pending.delete(id);
    this.#pendingChars -= pending.chars;
    pending.settle(answer);
    return true;
  }

  /** Nothing of such a line is passed on or walked through; a call that it answers fails now. */
  #refuseDeep(line: string): void {
    const message = parseMessage(line);
    const id = message?.["id"];
    const failure = {
      kind: "failed",
      cause: "protocol",
      message: "The tool server's answer is nested too deeply.",
    } as const;
    const isAnswer = typeof id === "number" && message?.["method"] === undefined;
    if (!isAnswer || !this.#settle(id, failure)) this.counters.noise++;
  }

  #receiveAnswer(line: string, message: JsonObject): void {
    const id = message["id"];
    if (typeof id !== "number" || !this.#pending.has(id)) {
      this.counters.orphans++;
      return;
    }
    if (message["error"] !== undefined) {
      const { error } = parseExact(line) as JsonObject;
      this.#settle(id, { kind: "error", error: readError(error) });
      return;
    }
    const value = message["result"];
    const raw = isJsonObject(value) ? rawResult(line, id, value) : null;
    const answer: UpstreamAnswer =
      isJsonObject(value) && raw !== null
        ? { kind: "result", text: raw.text, value, members: raw.members }
        : { kind: "failed", cause: "protocol", message: "The tool server's answer is malformed." };
    this.#settle(id, answer);
  }

  #receiveCall(method: string, message: JsonObject): void {
    if (message["id"] !== undefined && message["id"] !== null) {
      this.#answerServer(method, message["id"]);
    } else if (method === "notifications/progress") {
      this.#receiveProgress(message["params"]);
    } else {
      if (!method.endsWith("/list_changed")) this.counters.droppedNotifications++;
      this.#options.events.onNotification(method);
    }
  }

  /** A server's own request belongs to no caller: only `ping` is answered with a result. */
  #answerServer(method: string, id: JsonValue): void {
    if (typeof id === "object") return;
    if (method === "ping") {
      this.#send(`${JSON.stringify({ jsonrpc: "2.0", id, result: {} })}\n`);
      return;
    }
    this.counters.refusedRequests++;
    const error = { code: rpcCodes.methodNotFound, message: "This client offers no such method." };
    this.#send(`${JSON.stringify({ jsonrpc: "2.0", id, error })}\n`);
  }

  #receiveProgress(params: JsonValue | undefined): void {
    if (!isJsonObject(params)) return;
    const { progressToken, ...rest } = params;
    const pending = typeof progressToken === "number" && this.#pending.get(progressToken);
    const told = pending ? pending.request.onProgress : undefined;
    if (told !== undefined) told(rest);
    else this.counters.droppedNotifications++;
  }

  /** Lines of one turn of the event loop leave in one write. */
  #send(text: string): void {
    this.#outbox += text;
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      const lines = this.#outbox;
      this.#outbox = "";
      this.#flushing = false;
      if (this.#closed === null) this.#options.write(lines);
    });
  }
}

function requestLine(id: number, { method, params, onProgress }: UpstreamRequest): string {
  const known = typeof params === "string" && onProgress === undefined;
  const text = known ? params : paramsText(id, params, onProgress !== undefined);
  return `{"jsonrpc":"2.0","id":${id},"method":"${method}","params":${text}}\n`;
}

function paramsText(id: number, params: JsonObject | string, tells: boolean): string {
  const value = typeof params === "string" ? (JSON.parse(params) as JsonObject) : params;
  return JSON.stringify(tells ? withProgressToken(value, id) : value);
}

interface RawResult {
  readonly text: string;
  readonly members: readonly RawMember[];
}

/**
 * The result as the server wrote it; null when the line or the result holds a member twice. One
 * that is said twice further down is passed on once, as it was read.
 */
function rawResult(line: string, id: number, value: JsonObject): RawResult | null {
  const written = writtenResult(line, id);
  if (written === null || !repeatsName(written.text, value)) return written;
  const text = JSON.stringify(value);
  return { text, members: splitObject(text) ?? [] };
}

function writtenResult(line: string, id: number): RawResult | null {
  // As nearly every server writes it: what goes on after the result shows when it is split. Only
  // an object can be split: a string there would turn all quotes after it inside out.
  const lead = `{"jsonrpc":"2.0","id":${id},"result":`;
  if (line.startsWith(`${lead}{`) && line.endsWith("}")) {
    const text = line.slice(lead.length, -1);
    const members = splitObject(text);
    if (members !== null) return { text, members };
  }
  for (const { key, value: text } of splitObject(line) ?? []) {
    if (key !== "result") continue;
    const members = splitObject(text);
    return members === null ? null : { text, members };
  }
  return null;
}

function withProgressToken(params: JsonObject, id: number): JsonObject {
  const meta = isJsonObject(params["_meta"]) ? params["_meta"] : {};
  return { ...params, _meta: { ...meta, progressToken: id } };
}

function parseMessage(line: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(line);
    return isJsonObject(value) && value["jsonrpc"] === "2.0" ? value : null;
  } catch {
    return null;
  }
}

function settled(cause: FailureCause, message: string): Promise<UpstreamAnswer> {
  return Promise.resolve({ kind: "failed", cause, message });
}
