import { createLineReader, lineBytesMax } from "#domain/mcp/upstream/line-reader.ts";
import type { ToolCall } from "#shared/extension.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { handleRequest, type ToolServer } from "./handle-request.ts";
import { rpcErrors } from "./protocol.ts";
import { errorMessage, resultMessage, RpcFailure, type RpcId } from "./rpc-message.ts";

export interface LineStreams {
  readonly input: AsyncIterable<Uint8Array>;
  /** Takes one finished message with its line feed. */
  readonly write: (text: string) => void;
}

/**
 * Speaks MCP as one JSON document a line, until the input ends and all answers are out. A line that
 * is too long ends the process, since what follows cannot be trusted.
 */
export async function serveLines(server: ToolServer, streams: LineStreams): Promise<void> {
  const session = new Session(server, streams.write);
  const reader = createLineReader(
    (line) => session.receive(line),
    () => {
      throw new Error(`a line is longer than ${lineBytesMax} bytes`);
    },
  );
  for await (const chunk of streams.input) reader.push(chunk);
  await session.drain();
}

/** One call of a tool; a signal that no tool asks for is never made, as it costs 0.5 µs. */
class RunningCall implements ToolCall {
  isCancelled = false;
  #controller: AbortController | null = null;

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.isCancelled) this.#controller.abort();
    return this.#controller.signal;
  }

  cancel(): void {
    this.isCancelled = true;
    this.#controller?.abort();
  }
}

class Session {
  readonly #server: ToolServer;
  readonly #write: (text: string) => void;
  /** The calls whose tool did not answer at once. */
  readonly #running = new Map<RpcId, RunningCall>();
  readonly #pending = new Set<Promise<void>>();

  constructor(server: ToolServer, write: (text: string) => void) {
    this.#server = server;
    this.#write = write;
  }

  receive(line: string): void {
    if (line.trim() === "") return;
    const message = parse(line);
    if (Array.isArray(message)) {
      // Batches exist in 2025-03-26 only; each member is answered on a line of its own.
      for (const member of message as readonly JsonValue[]) this.#dispatch(member);
      return;
    }
    this.#dispatch(message);
  }

  async drain(): Promise<void> {
    for (const call of this.#running.values()) call.cancel();
    await Promise.all(this.#pending);
  }

  #dispatch(message: JsonValue | undefined): void {
    if (message === undefined) {
      this.#send(errorMessage(null, new RpcFailure(rpcErrors.parse, "Parse error")));
      return;
    }
    const method = isJsonObject(message) ? message["method"] : undefined;
    if (!isJsonObject(message) || message["jsonrpc"] !== "2.0" || typeof method !== "string") {
      // A response to a request that we never send is dropped, like any other noise.
      if (isJsonObject(message) && ("result" in message || "error" in message)) return;
      this.#send(errorMessage(null, new RpcFailure(rpcErrors.invalidRequest, "Invalid request")));
      return;
    }
    const params = isJsonObject(message["params"]) ? message["params"] : {};
    const id = message["id"];
    if (id === undefined) this.#notify(method, params);
    else if (typeof id === "string" || typeof id === "number") this.#request(id, method, params);
    else this.#send(errorMessage(null, new RpcFailure(rpcErrors.invalidRequest, "Invalid id")));
  }

  #notify(method: string, params: JsonObject): void {
    if (method !== "notifications/cancelled") return;
    const id = params["requestId"];
    if (typeof id === "string" || typeof id === "number") this.#running.get(id)?.cancel();
  }

  #request(id: RpcId, method: string, params: JsonObject): void {
    if (this.#running.has(id)) {
      this.#send(errorMessage(id, new RpcFailure(rpcErrors.invalidRequest, "The id is in use")));
      return;
    }
    const call = new RunningCall();
    let result: JsonObject | Promise<JsonObject>;
    try {
      result = handleRequest(this.#server, method, params, call);
    } catch (error) {
      this.#send(failedMessage(id, error));
      return;
    }
    if (!(result instanceof Promise)) {
      this.#send(resultMessage(id, result));
      return;
    }
    this.#running.set(id, call);
    const work = this.#answerLater(id, call, result);
    this.#pending.add(work);
    void work.then(() => this.#pending.delete(work));
  }

  async #answerLater(id: RpcId, call: RunningCall, result: Promise<JsonObject>): Promise<void> {
    let message: JsonObject;
    try {
      message = resultMessage(id, await result);
    } catch (error) {
      message = failedMessage(id, error);
    }
    this.#running.delete(id);
    // A cancelled request gets no answer (MCP, basic/utilities/cancellation).
    if (!call.isCancelled) this.#send(message);
  }

  #send(message: JsonObject): void {
    this.#write(`${JSON.stringify(message)}\n`);
  }
}

function parse(line: string): JsonValue | undefined {
  try {
    return JSON.parse(line) as JsonValue;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function failedMessage(id: RpcId, error: unknown): JsonObject {
  if (error instanceof RpcFailure) return errorMessage(id, error);
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return errorMessage(id, new RpcFailure(rpcErrors.internal, "Internal error"));
}
