import type { CallDeps } from "#app/calls/call-deps.ts";
import { placeToolServer } from "#app/extensions/place-tool-server.ts";
import type { HookDeps } from "#app/hooks/govern-hook.ts";
import { createMcpEndpoint, type McpEndpoint } from "#app/mcp/endpoint.ts";
import type { McpDeps } from "#app/mcp/mcp-deps.ts";
import { ServerRegistry } from "#app/mcp/servers/server-registry.ts";
import { extensions } from "#extensions/index.ts";
import { EndedSessions } from "#domain/mcp/sessions/ended-sessions.ts";
import { selectApproval } from "#domain/mcp/approvals/queries.ts";
import { secretsChannel } from "#domain/secrets/queries/announce.ts";
import type { SecretStore } from "#domain/secrets/service.ts";
import type { RunningConfig } from "#infra/config/reload/config-state.ts";
import { equalBytes, hmacSha256 } from "#infra/security/digest.ts";
import { detectIsolation, type Isolation } from "#infra/processes/confinement/isolation.ts";
import { reapOrphans } from "#infra/processes/tree/reap-orphans.ts";
import type { ProcessHost } from "#infra/processes/spawn-child.ts";
import { systemClock } from "#shared/clock.ts";
import { mintUuid } from "#shared/ids.ts";
import { localActor } from "#shared/recorded-act.ts";
import { version } from "#shared/version.ts";
import type { Closers } from "./closers.ts";
import type { ServerParts } from "./server-parts.ts";

export interface ServerSurfaces {
  readonly mcp: McpEndpoint;
  readonly mcpDeps: McpDeps;
  readonly servers: ServerRegistry;
  readonly hooks: HookDeps;
  readonly isolation: Isolation;
  readonly endedSessions: EndedSessions;
}

const product = { name: "systemprompt", version };
const systemOwner = "system";
const userPrefix = "user:";

/** The surfaces that agents reach, with the tool servers behind them. */
export function openSurfaces(
  parts: ServerParts,
  calls: CallDeps,
  running: () => RunningConfig,
  closers: Closers,
): ServerSurfaces {
  const { log } = parts;
  const isolation = detectIsolation();
  const reaped = reapOrphans(parts.installationId);
  if (reaped > 0) log.warn("ended processes that an earlier server left behind", { reaped });
  const servers = openServers(parts, isolation);
  closers.defer("tool servers", () => servers.close());
  parts.changes.subscribe(secretsChannel, () => {
    void servers.refreshSecrets().catch((error: unknown) => {
      log.error("changed secrets could not be handed to tool servers", { error });
    });
  });
  const endedSessions = new EndedSessions({
    database: parts.database,
    onEnded: ({ server, nonce }) => servers.endSession(server, nonce),
    onFailure: (error) => log.warn("ended sessions could not be read", { error }),
  });
  closers.defer("ended sessions", () => endedSessions.stop());
  const mcpDeps: McpDeps = {
    ...calls,
    servers,
    signer: sessionSigner(parts),
    endedSessions,
    publicUrl: parts.open.profile.server.public_url,
    product,
    excerptBytesMax: () => running().config.governance.evidence.excerpt_bytes_max,
    excerptKeys: parts.excerptKeys,
    nonce: mintUuid,
  };
  const mcp = createMcpEndpoint(mcpDeps);
  return { mcp, mcpDeps, servers, hooks: calls, isolation, endedSessions };
}

function openServers(parts: ServerParts, isolation: Isolation): ServerRegistry {
  const { open, log, secrets, installationId } = parts;
  const host: ProcessHost = {
    installation: installationId,
    stateFolder: open.home,
    isolation,
    isolationMinimum: open.profile.security.isolation_minimum,
    environment: open.env,
    clock: systemClock,
    redact: (text) => log.redactor.text(text),
    placeToolServer: (reference, settings) => {
      const base = { projectFolder: open.paths.root, stateFolder: open.home };
      return placeToolServer(extensions, base, reference, settings);
    },
  };
  return new ServerRegistry({
    host,
    clock: systemClock,
    log,
    product,
    baseFolder: open.paths.root,
    resolveSecrets: async (names, userId) => {
      const values = await resolveSecrets(secrets, names, userId);
      for (const value of values.values()) log.redactor.add(value);
      return values;
    },
    isApproved: (server, digest) => isApproved(parts, server, digest),
  });
}

/** `user:<name>` is the child's user's own secret; every other name is the installation's. */
async function resolveSecrets(
  secrets: SecretStore,
  names: readonly string[],
  userId: string | null,
): Promise<ReadonlyMap<string, string>> {
  const own = names.filter((name) => name.startsWith(userPrefix));
  const shared = names.filter((name) => !name.startsWith(userPrefix));
  const actor = localActor("server");
  const stored = await secrets.resolveForSpawn(shared, systemOwner, actor);
  if (own.length === 0 || userId === null) return stored;
  const bare = own.map((name) => name.slice(userPrefix.length));
  const personal = await secrets.resolveForSpawn(bare, userId, actor);
  return new Map([
    ...stored,
    ...[...personal].map(([name, value]) => [`${userPrefix}${name}`, value] as const),
  ]);
}

function isApproved(
  { open, database, keyring, installationId }: ServerParts,
  server: string,
  digest: string,
): Promise<boolean> {
  // A profile named local is a person's own machine, whose files the person wrote.
  const { security, name } = open.profile;
  if (!security.approve_commands || name === "local") return Promise.resolve(true);
  const key = keyring.derive("approvals", installationId);
  return selectApproval(database.sql, key, { server, digest });
}

function sessionSigner({ keyring, installationId }: ServerParts) {
  const key = keyring.derive("session-ids", installationId);
  const sign = (text: string) => hmacSha256(key, text).toString("base64url");
  return {
    sign,
    verify: (text: string, signature: string) =>
      equalBytes(Buffer.from(sign(text)), Buffer.from(signature)),
  };
}
