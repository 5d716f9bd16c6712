import type { ServicesConfig } from "#infra/config/services/services-config.ts";
import { Supervisor } from "#infra/processes/supervise/supervisor.ts";
import type { ChildEvent } from "#infra/processes/supervise/child.ts";
import type { Principal } from "#shared/principal.ts";
import type {
  CallerSignal,
  LiveServer,
  ServerFinder,
  ServerHandle,
  Unavailable,
} from "../mcp-deps.ts";
import { Instance, processFingerprint } from "./instance.ts";
import type { RegistryOptions, ServerConfig, ServerStatus } from "./registry-options.ts";

/** A user's or session's own child without a call for this long is stopped. */
export const idleMsMax = 600_000;
const idleCheckMs = 30_000;
/** Own children of one server; the next caller is told to wait. */
export const instancesMax = 64;

export interface ServerState {
  readonly name: string;
  readonly config: ServerConfig;
  readonly status: ServerStatus;
  readonly live: LiveServer | null;
  readonly instances: number;
  readonly restarts: number;
  readonly lastError: string | null;
}

/** Of them, one user's: a process that opens session after session must not take them all. */
export const instancesPerUserMax = 8;

interface Entry {
  config: ServerConfig;
  /** What calls get to see of it; null until the first one under this configuration. */
  handle: ServerHandle | null;
  /** Counts the values that its secrets have had: another one needs another process. */
  generation: number;
  readonly instances: Map<string, Instance>;
  /** Started to take the place of the shared one, which serves until then. */
  successor: Instance | null;
  /** Replaced, and still answering what they were asked. */
  readonly retiring: Set<Instance>;
  readonly listeners: Set<() => void>;
}

/** Every configured tool server: drives its children and finds the one that a call is for. */
export class ServerRegistry implements ServerFinder {
  readonly #options: RegistryOptions;
  readonly #supervisor: Supervisor;
  readonly #entries = new Map<string, Entry>();
  readonly #byKey = new Map<string, Instance>();
  readonly #timer: Timer;
  #renewals: Promise<void> = Promise.resolve();

  constructor(options: RegistryOptions, supervisor = new Supervisor({ clock: options.clock })) {
    this.#options = options;
    this.#supervisor = supervisor;
    supervisor.subscribe((event) => this.#follow(event));
    this.#timer = setInterval(() => void this.stopIdle(), idleCheckMs);
    this.#timer.unref();
  }

  /**
   * Applies a configuration without a restart: what did not change keeps running. Whoever listens
   * is told, because a changed rule changes the lists that a caller sees as well.
   */
  async reconcile(config: Pick<ServicesConfig, "mcp">): Promise<void> {
    const listeners = [...this.#entries.values()].flatMap((entry) => [...entry.listeners]);
    for (const name of [...this.#entries.keys()]) {
      if (config.mcp[name] === undefined) this.#entries.delete(name);
    }
    for (const [name, server] of Object.entries(config.mcp)) this.#place(name, server);
    for (const listener of listeners) listener();
    await this.#apply();
  }

  find(name: string): ServerHandle | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    return (entry.handle ??= this.#handleOf(name, entry));
  }

  /** Of the configuration as it is now: a call that began keeps it when it is replaced. */
  #handleOf(name: string, entry: Entry): ServerHandle {
    const { product } = this.#options;
    const info = { name: `${product.name}/${name}`, version: product.version };
    return {
      name,
      config: entry.config,
      info,
      infoText: JSON.stringify(info),
      live: (principal, session, signal) => this.#live(name, entry, principal, session, signal),
      onChange: (listener) => {
        entry.listeners.add(listener);
        return () => entry.listeners.delete(listener);
      },
    };
  }

  /** A legacy session ended: an instance that was its own stops. */
  endSession(server: string, sessionKey: string): void {
    const entry = this.#entries.get(server);
    if (entry?.config.isolation !== "per-session") return;
    if (entry.instances.delete(ownKey(server, sessionKey))) void this.#apply();
  }

  states(): readonly ServerState[] {
    return [...this.#entries].map(([name, entry]) => stateOf(name, entry));
  }

  /** Tries a blocked or failed server again now: what was missing may be there. */
  retryNow(name: string): void {
    const entry = this.#entries.get(name);
    for (const { options } of entry?.instances.values() ?? []) {
      this.#supervisor.retryNow(options.key);
    }
  }

  /**
   * Starts the servers that were given this secret anew: they hold its old value, or none. No call
   * fails of it: the new one is there before the old one gets no more calls, and the old one ends
   * after its last answer. Resolves when new calls get the new value.
   */
  async secretChanged(secret: string): Promise<readonly string[]> {
    const users = [...this.#entries].filter(([, { config }]) =>
      Object.values(config.secrets ?? {}).some((name) => name.replace(/^user:/, "") === secret),
    );
    await this.#renewChanged(users);
    return users.map(([name]) => name);
  }

  /** The same for every secret: another replica changed one, or may have. */
  refreshSecrets(): Promise<void> {
    return this.#renewChanged(
      [...this.#entries].filter(([, { config }]) => config.secrets !== undefined),
    );
  }

  /** One after the other: who comes second finds what the first one has started. */
  #renewChanged(users: readonly (readonly [string, Entry])[]): Promise<void> {
    const renewed = this.#renewals.then(async () => {
      const held = await Promise.allSettled(users.map(([, entry]) => holdsStored(entry)));
      const stale = users.filter((_, index) => isFalse(held[index]));
      for (const [name, entry] of stale) this.#renew(name, entry);
      if (stale.length > 0) await this.#apply();
      await Promise.all(stale.map(([name, entry]) => this.#succeed(name, entry)));
      // Told last: one secret that cannot be read keeps no other from its server.
      throwFirst(held);
    });
    this.#renewals = Promise.allSettled([renewed]).then(() => undefined);
    return renewed;
  }

  #renew(name: string, entry: Entry): void {
    entry.generation++;
    const shared = entry.instances.get(name);
    const serves = entry.config.isolation === "shared" && shared?.current;
    if (serves) {
      entry.successor = this.#createInstance(name, name, entry.config, null, entry);
      return;
    }
    // Somebody's own one: their next call starts another.
    for (const old of entry.instances.values()) this.#retire(entry, old, null);
    entry.instances.clear();
    this.#place(name, entry.config);
  }

  async #succeed(name: string, entry: Entry): Promise<void> {
    const { successor } = entry;
    if (successor === null) return;
    await successor.firstSettled();
    const old = entry.instances.get(name);
    // A later value, or another configuration, has come in between.
    if (entry.successor !== successor || this.#entries.get(name) !== entry) return;
    entry.successor = null;
    entry.instances.set(name, successor);
    if (old !== undefined) this.#retire(entry, old, successor);
    for (const listener of entry.listeners) listener();
  }

  #retire(entry: Entry, old: Instance, successor: Instance | null): void {
    entry.retiring.add(old);
    void old
      .retire(successor)
      .then(() => {
        entry.retiring.delete(old);
        return this.#apply();
      })
      .catch((error: unknown) => {
        this.#options.log.error("a replaced tool server could not be ended", { error });
      });
  }

  /** Stops own children that nobody called for `idleMsMax`. */
  async stopIdle(): Promise<void> {
    const before = this.#options.clock.monotonicMs() - idleMsMax;
    let changed = false;
    for (const entry of this.#entries.values()) {
      if (entry.config.isolation === "shared") continue;
      for (const [key, instance] of entry.instances) {
        const busy = (instance.current?.upstream.pendingCalls ?? 0) > 0;
        if (busy || instance.lastUsedMs > before) continue;
        entry.instances.delete(key);
        changed = true;
      }
    }
    if (changed) await this.#apply();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#supervisor.close();
  }

  #place(name: string, config: ServerConfig): void {
    const known = this.#entries.get(name);
    const entry = known ?? {
      config,
      handle: null,
      generation: 0,
      instances: new Map(),
      successor: null,
      retiring: new Set(),
      listeners: new Set(),
    };
    const same = known && processFingerprint(known.config) === processFingerprint(config);
    entry.config = config;
    entry.handle = null;
    this.#entries.set(name, entry);
    if (!same) {
      entry.instances.clear();
      entry.successor = null;
    }
    if (config.enabled && config.isolation === "shared" && entry.instances.size === 0) {
      entry.instances.set(name, this.#createInstance(name, name, config, null, entry));
    }
    if (config.enabled) return;
    entry.instances.clear();
    entry.successor = null;
  }

  #live(
    name: string,
    entry: Entry,
    principal: Principal,
    session: string,
    signal: CallerSignal,
  ): LiveServer | Unavailable | Promise<LiveServer | Unavailable> {
    const own = this.#instanceFor(name, entry, principal, session);
    if (!(own instanceof Instance)) return own;
    const found = own.live(signal);
    if (!(found instanceof Promise)) return found;
    return found.then((live) => {
      const isOver = "upstream" in live || !own.isReplaced || signal().aborted;
      return isOver ? live : this.#live(name, entry, principal, session, signal);
    });
  }

  #instanceFor(
    name: string,
    entry: Entry,
    principal: Principal,
    session: string,
  ): Instance | Unavailable {
    const { config } = entry;
    if (!config.enabled) return unavailable(`The tool server ${name} is switched off.`);
    if (config.isolation === "shared") {
      return entry.instances.get(name) ?? unavailable(`The tool server ${name} is not running.`);
    }
    const key = ownKey(name, config.isolation === "per-user" ? principal.userId : session);
    let own = entry.instances.get(key);
    if (own === undefined) {
      if (isFull(entry, principal.userId)) {
        return unavailable(`The tool server ${name} serves too many callers now. Try again later.`);
      }
      own = this.#createInstance(key, name, config, principal.userId, entry);
      entry.instances.set(key, own);
      void this.#apply();
    }
    return own;
  }

  #createInstance(
    name: string,
    server: string,
    config: ServerConfig,
    userId: string | null,
    entry: Entry,
  ): Instance {
    const onChange = () => {
      for (const listener of entry.listeners) listener();
    };
    const { generation } = entry;
    const registry = this.#options;
    const key = generation === 0 ? name : `${name}#${generation}`;
    return new Instance({ key, name, server, config, generation, userId, registry, onChange });
  }

  async #apply(): Promise<void> {
    const instances = this.#wanted();
    for (const instance of instances) this.#byKey.set(instance.options.key, instance);
    await this.#supervisor.reconcile(instances.map((instance) => instance.desired()));
    // Others were wanted meanwhile: what happens to them is told by their keys as well.
    const wanted = new Set(this.#wanted().map(({ options }) => options.key));
    for (const key of this.#byKey.keys()) if (!wanted.has(key)) this.#byKey.delete(key);
  }

  #wanted(): readonly Instance[] {
    return [...this.#entries.values()].flatMap((entry) => [
      ...entry.instances.values(),
      ...(entry.successor === null ? [] : [entry.successor]),
      ...entry.retiring,
    ]);
  }

  #follow(event: ChildEvent): void {
    this.#byKey.get(event.key)?.follow(event);
    const { log } = this.#options;
    const facts = { child: event.key, state: event.at.state };
    if (event.type === "exited" || event.type === "start-failed") {
      log.warn(`tool server ${event.type}`, { ...facts, reason: event.reason });
    } else {
      log.info(`tool server ${event.type}`, facts);
    }
  }
}

async function holdsStored({ instances }: Entry): Promise<boolean> {
  const held = await Promise.allSettled([...instances.values()].map((one) => one.holdsStored()));
  if (held.some(isFalse)) return false;
  throwFirst(held);
  return true;
}

function isFalse(outcome: PromiseSettledResult<boolean> | undefined): boolean {
  return outcome?.status === "fulfilled" && !outcome.value;
}

function throwFirst(outcomes: readonly PromiseSettledResult<unknown>[]): void {
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function isFull({ instances }: Entry, userId: string): boolean {
  if (instances.size >= instancesMax) return true;
  const own = [...instances.values()].filter(({ options }) => options.userId === userId);
  return own.length >= instancesPerUserMax;
}

function stateOf(name: string, { config, instances }: Entry): ServerState {
  const all = [...instances.values()];
  const live = all.map((instance) => instance.current).find((current) => current !== null) ?? null;
  const first = all.find((instance) => instance.current !== null) ?? all[0];
  return {
    name,
    config,
    status: first?.status ?? (config.enabled ? "on-demand" : "disabled"),
    live,
    instances: all.length,
    restarts: all.reduce((sum, instance) => sum + instance.supervision.restarts, 0),
    lastError: first?.supervision.reason ?? null,
  };
}

/** Names the child and its log; what it is bound to stays out of file names. */
function ownKey(server: string, owner: string): string {
  const hash = new Bun.CryptoHasher("sha256").update(owner).digest("hex").slice(0, 16);
  return `${server.slice(0, 46)}_${hash}`;
}

function unavailable(sentence: string): Unavailable {
  return { unavailable: `${sentence} Nothing was run.` };
}
