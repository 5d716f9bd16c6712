import { mcpControlVerbs } from "#app/mcp/control-verbs.ts";
import { insertApproval } from "#domain/mcp/approvals/queries.ts";
import type { JsonObject } from "#shared/json.ts";
import type { Booted } from "../runtime/boot.ts";
import type { ControlVerbs } from "./control-server.ts";

/** Everything that the command line may ask of the running server. */
export function controlVerbs(booted: Booted): ControlVerbs {
  const { reloader, alarm } = booted.config;
  const { surfaces, parts } = booted;
  const approvalKey = parts.keyring.derive("approvals", parts.installationId);
  return {
    "config.reload": async () => {
      const status = await reloader.reload();
      return { ...status, alarm: alarm() } as unknown as JsonObject;
    },
    "config.status": () => ({ ...reloader.status(), alarm: alarm() }) as unknown as JsonObject,
    "secrets.changed": async ({ name }) => {
      const restarted = await surfaces.servers.secretChanged(String(name));
      return { restarted: [...restarted] };
    },
    ...mcpControlVerbs({
      deps: surfaces.mcpDeps,
      servers: surfaces.servers,
      isolation: surfaces.isolation,
      logFolder: parts.open.paths.logs,
      approve: (approval) => insertApproval(parts.database.sql, approvalKey, approval),
    }),
  };
}
