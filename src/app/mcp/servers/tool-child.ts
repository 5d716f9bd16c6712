import { createValueMask, type ValueMask } from "#domain/mcp/mask-values.ts";
import { type Catalog, collectCatalog } from "#domain/mcp/upstream/catalog.ts";
import {
  type Era,
  greetServer,
  modernMeta,
  type ServerHello,
} from "#domain/mcp/upstream/handshake.ts";
import { createLineReader } from "#domain/mcp/upstream/line-reader.ts";
import { Upstream } from "#domain/mcp/upstream/upstream.ts";
import type { SpawnedChild } from "#infra/processes/spawned-child.ts";
import type { Clock } from "#shared/clock.ts";
import { AppError, isAppError } from "#shared/errors.ts";
import { isJsonObject } from "#shared/json.ts";

/** How long an older server may keep silent when it is asked what it speaks. */
export const probeTimeoutMs = 3_000;

export interface ToolChildOptions {
  readonly child: SpawnedChild;
  readonly secrets: ReadonlyMap<string, string>;
  readonly product: { readonly name: string; readonly version: string };
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly concurrentCallsMax: number;
  readonly startTimeoutMs: number;
  readonly onCatalog: (catalog: Catalog) => void;
}

/** The conversation with one running tool server, from its first line to its last. */
export class ToolChild {
  readonly upstream: Upstream;
  readonly #options: ToolChildOptions;
  readonly #mask: ValueMask;
  #hello: ServerHello | null = null;
  #refreshing = false;
  #stale = false;

  constructor(options: ToolChildOptions) {
    const { child } = options;
    this.#options = options;
    this.#mask = createValueMask(Object.fromEntries(options.secrets));
    this.upstream = new Upstream({
      write: (text) => this.#write(text),
      concurrentCallsMax: options.concurrentCallsMax,
      clock: options.clock,
      maskLine: this.#mask.maskLine,
      events: {
        onNotification: (method) => this.#noticed(method),
        onNoise: (line) => child.log.write("stdout", line),
      },
    });
    void this.#readOutput();
  }

  get maskText(): (text: string) => string {
    return this.#mask.maskText;
  }

  /** Greets the server and reads its lists. Rejects with a sentence when it does not speak. */
  async open(knownEra: Era | null): Promise<{ hello: ServerHello; catalog: Catalog }> {
    const { product, startTimeoutMs } = this.#options;
    const hello = await greetServer(this.upstream, {
      clientInfo: product,
      knownEra,
      probeTimeoutMs: Math.min(probeTimeoutMs, startTimeoutMs / 2),
      timeoutMs: startTimeoutMs,
    });
    if (typeof hello === "string") throw new AppError("UPSTREAM_FAILED", hello);
    this.#hello = hello;
    if (hello.era === "modern") this.#listen(hello);
    return { hello, catalog: await this.#collect(hello) };
  }

  #collect(hello: ServerHello): Promise<Catalog> {
    const { product, startTimeoutMs } = this.#options;
    return collectCatalog(this.upstream, { hello, clientInfo: product, timeoutMs: startTimeoutMs });
  }

  /** Servers of the modern era tell of changes only to those who listen. */
  #listen({ capabilities }: ServerHello): void {
    const tells = (name: string) => {
      const capability = capabilities[name];
      return isJsonObject(capability) && capability["listChanged"] === true;
    };
    const notifications = {
      ...(tells("tools") ? { toolsListChanged: true } : {}),
      ...(tells("prompts") ? { promptsListChanged: true } : {}),
      ...(tells("resources") ? { resourcesListChanged: true } : {}),
    };
    if (Object.keys(notifications).length === 0) return;
    const params = { notifications, _meta: modernMeta(this.#options.product) };
    void this.upstream.request({ method: "subscriptions/listen", params, timeoutMs: Infinity });
  }

  #noticed(method: string): void {
    if (!method.endsWith("/list_changed") || this.#hello === null) return;
    this.#stale = true;
    if (!this.#refreshing) void this.#refresh(this.#hello);
  }

  /** One refresh at a time: a server that changes all the time costs one list after another. */
  async #refresh(hello: ServerHello): Promise<void> {
    this.#refreshing = true;
    try {
      while (this.#stale) {
        this.#stale = false;
        this.#options.onCatalog(await this.#collect(hello));
      }
    } catch (error) {
      // Lists nested deeper than the engine's stack cannot be written down again.
      if (!(error instanceof RangeError)) throw error;
      this.#end("The tool server's lists cannot be read.");
    } finally {
      this.#refreshing = false;
    }
  }

  /** A child that does not read what it is sent is ended: nothing that waits would be answered. */
  #write(text: string): void {
    try {
      this.#options.child.input.write(text);
    } catch (error) {
      if (!isAppError(error)) throw error;
      this.#end(error.message);
    }
  }

  async #readOutput(): Promise<void> {
    const reader = createLineReader(
      (line) => this.upstream.receive(line),
      () => this.#end("The tool server wrote a line that is too long."),
    );
    try {
      for await (const chunk of this.#options.child.stdout) reader.push(chunk);
      this.#end("The tool server stopped.");
    } catch (error) {
      this.#end("The tool server's output broke off.");
      if (!(error instanceof Error)) throw error;
    }
  }

  #end(reason: string): void {
    this.upstream.close(reason);
    this.#options.child.kill();
  }
}
