import { commandDigest } from "#domain/mcp/approvals/command-digest.ts";
import type { Catalog } from "#domain/mcp/upstream/catalog.ts";
import { type Era, modernMeta } from "#domain/mcp/upstream/handshake.ts";
import type { ChildEvent, DesiredChild } from "#infra/processes/supervise/child.ts";
import { initialSupervision, type Supervision } from "#infra/processes/supervise/backoff.ts";
import { spawnChild, type SpawnSpec } from "#infra/processes/spawn-child.ts";
import type { SpawnedChild } from "#infra/processes/spawned-child.ts";
import { AppError } from "#shared/errors.ts";
import type { CallerSignal, LiveServer, Unavailable } from "../mcp-deps.ts";
import type { RegistryOptions, ServerConfig, ServerStatus } from "./registry-options.ts";
import { ToolChild } from "./tool-child.ts";

export interface InstanceOptions {
  /** Names the process among all that are driven. */
  readonly key: string;
  /** Names its log and its account: the same for the one that takes its place. */
  readonly name: string;
  readonly server: string;
  readonly config: ServerConfig;
  /** The user whose own child this is; null for a shared one. */
  readonly userId: string | null;
  readonly registry: RegistryOptions;
  readonly generation: number;
  readonly onChange: () => void;
}

/** Between two looks whether a child that was replaced has answered everybody. */
const drainLookMs = 50;

/** One child of one server: its process is the supervisor's, its conversation is kept here. */
export class Instance {
  readonly options: InstanceOptions;
  #live: LiveServer | null = null;
  #supervision: Supervision = initialSupervision;
  /** Set while the child cannot even be started, and why. */
  #blocked: "unconfigured" | "unapproved" | null = null;
  #knownEra: Era | null = null;
  /** What the process was given; null as long as nothing was read for it. */
  #secrets: ReadonlyMap<string, string> | null = null;
  #reading: Promise<ReadonlyMap<string, string>> | null = null;
  #waiting: (() => void)[] = [];
  #wasReady = false;
  #successor: Instance | null = null;
  #isReplaced = false;
  lastUsedMs: number;

  constructor(options: InstanceOptions) {
    this.options = options;
    this.lastUsedMs = options.registry.clock.monotonicMs();
  }

  get current(): LiveServer | null {
    return this.#live;
  }

  /** Who waited for it in vain finds another in its place. */
  get isReplaced(): boolean {
    return this.#isReplaced;
  }

  get supervision(): Supervision {
    return this.#supervision;
  }

  get status(): ServerStatus {
    return this.#supervision.state === "ready"
      ? "ready"
      : (this.#blocked ?? this.#supervision.state);
  }

  /** Whether what it was started with is what is stored now. */
  async holdsStored(): Promise<boolean> {
    const { config, registry, userId } = this.options;
    const declared = Object.entries(config.secrets ?? {});
    const names = [...new Set(declared.map(([, name]) => name))];
    // What is being read may be what was stored before.
    await Promise.allSettled([this.#reading]);
    const held = this.#secrets;
    // One that is still to start reads what is stored then; one that waits for it has to be told.
    if (held === null) return this.#blocked === null;
    const stored = await registry.resolveSecrets(names, userId);
    return declared.every(([variable, name]) => held.get(variable) === stored.get(name));
  }

  /** Resolves once it runs, or cannot: it failed, lacks something, or takes too long. */
  firstSettled(): Promise<void> {
    if (this.#live !== null || !this.#isComing()) return Promise.resolve();
    return this.#settled(new AbortController().signal);
  }

  /**
   * No call comes any more: those under way are waited for, as long as one may take. What comes
   * late goes to the other.
   */
  async retire(successor: Instance | null): Promise<void> {
    this.#successor = successor;
    this.#isReplaced = true;
    for (const wake of this.#waiting.splice(0)) wake();
    const upstream = this.#live?.upstream;
    if (upstream === undefined) return;
    const { clock } = this.options.registry;
    const endsAtMs = clock.monotonicMs() + this.options.config.limits.call_timeout_ms;
    while (upstream.pendingCalls > 0 && clock.monotonicMs() < endsAtMs) {
      await Bun.sleep(drainLookMs);
    }
    upstream.close("The tool server was started anew.");
  }

  desired(): DesiredChild {
    const { key, config, generation } = this.options;
    return {
      key,
      fingerprint: `${processFingerprint(config)}.${generation}`,
      startTimeoutMs: config.limits.start_timeout_ms,
      start: () => this.#start(),
      probe: (child) => this.#open(child),
    };
  }

  /** The running server; waits while it starts for the first time, and for no restart. */
  live(signal: CallerSignal): LiveServer | Unavailable | Promise<LiveServer | Unavailable> {
    this.lastUsedMs = this.options.registry.clock.monotonicMs();
    return this.#live ?? this.#awaitLive(signal);
  }

  async #awaitLive(signal: CallerSignal): Promise<LiveServer | Unavailable> {
    if (this.#isComing()) await this.#settled(signal());
    return this.#live ?? { unavailable: this.#explain() };
  }

  follow(event: ChildEvent): void {
    this.#supervision = event.at;
    if (event.type === "withdrawn" || event.type === "exited" || event.type === "stopped") {
      this.#live = null;
    }
    if (event.type === "ready") this.#wasReady = true;
    if (!this.#isComing()) for (const wake of this.#waiting.splice(0)) wake();
    if (event.type === "ready" || event.type === "withdrawn") this.options.onChange();
  }

  #isComing(): boolean {
    const { state, failures } = this.#supervision;
    if (this.#wasReady || this.#blocked !== null || failures > 1) return false;
    return state === "starting" || state === "stopped" || state === "backing-off";
  }

  #settled(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.options.config.limits.start_timeout_ms);
    this.#waiting.push(resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
    return promise.finally(() => clearTimeout(timer));
  }

  /** One constant sentence: what the child wrote is for its log and for administrators. */
  #explain(): string {
    const { server } = this.options;
    const state = `The tool server ${server} is not running`;
    if (this.#blocked !== null) return `${state}${blockedWords[this.#blocked]}. Nothing was run.`;
    const whom = `An administrator sees why: systemprompt plugins mcp status ${server}.`;
    return `${state}. Nothing was run. ${whom}`;
  }

  async #start(): Promise<SpawnedChild> {
    const { config, registry, server, userId } = this.options;
    if (config.type === "stdio" && !(await registry.isApproved(server, commandDigest(config)))) {
      this.#blocked = "unapproved";
      throw new AppError(
        "UNAVAILABLE",
        `Its command waits for approval: systemprompt plugins mcp approve ${server}.`,
      );
    }
    this.#secrets = null;
    this.#reading = this.#resolveSecrets(userId);
    const secrets = await this.#reading;
    this.#secrets = secrets;
    this.#blocked = null;
    return spawnChild(registry.host, this.#spawnSpec(secrets));
  }

  async #resolveSecrets(userId: string | null): Promise<ReadonlyMap<string, string>> {
    const { config, registry } = this.options;
    const declared = Object.entries(config.secrets ?? {});
    if (declared.length === 0) return new Map();
    const names = [...new Set(declared.map(([, name]) => name))];
    const stored = await registry.resolveSecrets(names, userId);
    const missing = names.filter((name) => !stored.has(name));
    if (missing.length > 0) {
      this.#blocked = "unconfigured";
      throw new AppError(
        "UNAVAILABLE",
        `Not set: ${missing.join(", ")}. Run: systemprompt admin secrets set ${missing[0]}.`,
      );
    }
    return new Map(declared.map(([variable, name]) => [variable, stored.get(name) ?? ""]));
  }

  #spawnSpec(secrets: ReadonlyMap<string, string>): SpawnSpec {
    const { name, config, registry } = this.options;
    const { sandbox, limits } = config;
    return {
      name,
      program: programOf(config),
      baseFolder: registry.baseFolder,
      ...(config.cwd === undefined ? {} : { cwd: config.cwd }),
      env: config.env ?? {},
      envAllow: config.env_allow ?? [],
      secrets: Object.fromEntries(secrets),
      sandbox: {
        read: sandbox?.read ?? [],
        write: sandbox?.write ?? [],
        connectPorts: sandbox?.connect_ports ?? [],
        allow: sandbox?.allow ?? [],
      },
      limits: {
        ...(limits.memory_bytes_max ? { memoryBytesMax: limits.memory_bytes_max } : {}),
        ...(limits.processes_max ? { processesMax: limits.processes_max } : {}),
        ...(limits.open_files_max ? { openFilesMax: limits.open_files_max } : {}),
      },
    };
  }

  async #open(child: SpawnedChild): Promise<void> {
    const { config, registry, onChange } = this.options;
    const tool = new ToolChild({
      child,
      secrets: this.#secrets ?? new Map(),
      product: registry.product,
      clock: registry.clock,
      concurrentCallsMax: config.limits.concurrent_calls_max,
      startTimeoutMs: config.limits.start_timeout_ms,
      onCatalog: (catalog) => {
        this.#replaceCatalog(tool, catalog);
        onChange();
      },
    });
    const asked = this.#knownEra;
    // A server that fails when it is asked what it speaks is greeted the old way the next time.
    this.#knownEra = asked === null ? "legacy" : null;
    const { hello, catalog } = await tool.open(asked);
    this.#knownEra = hello.era;
    this.#report(catalog);
    const requestMeta =
      hello.era === "modern" ? JSON.stringify(modernMeta(registry.product)) : null;
    const { upstream, maskText } = tool;
    const successor = () => this.#successor?.current ?? null;
    this.#live = { upstream, hello, catalog, requestMeta, maskText, successor };
  }

  #replaceCatalog(tool: ToolChild, catalog: Catalog): void {
    if (this.#live?.upstream !== tool.upstream) return;
    this.#report(catalog);
    this.#live = { ...this.#live, catalog };
  }

  #report(catalog: Catalog): void {
    const { registry, server } = this.options;
    for (const problem of catalog.problems) registry.log.warn("tool server", { server, problem });
  }
}

const blockedWords = {
  unapproved: ": its command waits for an administrator's approval",
  unconfigured: ": it lacks a secret that an administrator has to set",
} as const;

function programOf(config: ServerConfig): SpawnSpec["program"] {
  if (config.type === "extension") {
    const id = config.extension ?? "";
    return { kind: "tool-server", id, settings: config.settings ?? {} };
  }
  return { kind: "command", command: config.command ?? "", args: config.args ?? [] };
}

/** What a change of needs a new process; the rest applies to the running one. */
export function processFingerprint(config: ServerConfig): string {
  const { description: _d, tools: _t, oauth: _o, limits, ...described } = config;
  const { arguments: _a, blocklist: _b, results: _r, ...rest } = described;
  const { call_timeout_ms: _c, ...started } = limits;
  return new Bun.CryptoHasher("sha256").update(JSON.stringify([rest, started])).digest("hex");
}
