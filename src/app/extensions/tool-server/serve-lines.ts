import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { handleRequest, type ToolServer } from "./handle-request.ts";
import { rpcErrors } from "./protocol.ts";
import { errorMessage, resultMessage, RpcFailure, type RpcId } from "./rpc-message.ts";

/** A message is one line; a longer one ends the process, since what follows cannot be trusted. */
export const lineBytesMax = 16 * 1024 * 1024;

const lineFeed = 0x0a;

export interface LineStreams {
  readonly input: AsyncIterable<Uint8Array>;
  /** Takes one finished message with its line feed. */
  readonly write: (text: string) => void;
}

/** Speaks MCP as one JSON document a line, until the input ends and all answers are out. */
export async function serveLines(server: ToolServer, streams: LineStreams): Promise<void> {
  const session = new Session(server, streams.write);
  const decoder = new TextDecoder("utf-8", { fatal: false });
  let parts: Uint8Array[] = [];
  let partBytes = 0;
  for await (const chunk of streams.input) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      const last = chunk.subarray(start, end);
      const line = parts.length === 0 ? last : Buffer.concat([...parts, last]);
      parts = [];
      partBytes = 0;
      start = end + 1;
      session.receive(decoder.decode(line));
    }
    const rest = chunk.subarray(start);
    partBytes += rest.length;
    if (partBytes > lineBytesMax) throw new Error(`a line is longer than ${lineBytesMax} bytes`);
    // The stream may reuse its buffer.
    if (rest.length > 0) parts.push(rest.slice());
  }
  await session.drain();
}

class Session {
  readonly #server: ToolServer;
  readonly #write: (text: string) => void;
  readonly #running = new Map<RpcId, AbortController>();
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
    for (const controller of this.#running.values()) controller.abort();
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
    if (typeof id === "string" || typeof id === "number") this.#running.get(id)?.abort();
  }

  #request(id: RpcId, method: string, params: JsonObject): void {
    if (this.#running.has(id)) {
      this.#send(errorMessage(id, new RpcFailure(rpcErrors.invalidRequest, "The id is in use")));
      return;
    }
    const work = this.#answer(id, method, params);
    this.#pending.add(work);
    void work.then(() => this.#pending.delete(work));
  }

  async #answer(id: RpcId, method: string, params: JsonObject): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    const message = await this.#outcome(id, method, params, controller.signal);
    this.#running.delete(id);
    // A cancelled request gets no answer (MCP, basic/utilities/cancellation).
    if (!controller.signal.aborted) this.#send(message);
  }

  async #outcome(
    id: RpcId,
    method: string,
    params: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    try {
      return resultMessage(id, await handleRequest(this.#server, method, params, signal));
    } catch (error) {
      if (error instanceof RpcFailure) return errorMessage(id, error);
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      return errorMessage(id, new RpcFailure(rpcErrors.internal, "Internal error"));
    }
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
