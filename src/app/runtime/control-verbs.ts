import { mcpControlVerbs } from "#app/mcp/control-verbs.ts";
import type { JsonObject } from "#shared/json.ts";
import type { Booted } from "./boot.ts";
import type { ControlVerbs } from "./control-server.ts";

/** Everything that the command line may ask of the running server. */
export function controlVerbs(booted: Booted): ControlVerbs {
  const { reloader } = booted.config;
  return {
    "config.reload": async () => (await reloader.reload()) as unknown as JsonObject,
    "config.status": () => reloader.status() as unknown as JsonObject,
    ...mcpControlVerbs(booted),
  };
}
