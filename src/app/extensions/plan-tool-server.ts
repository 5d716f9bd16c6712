import { mkdirSync } from "node:fs";
import { Value } from "@sinclair/typebox/value";
import type { SpawnSpec } from "#infra/processes/spawn-child.ts";
import { AppError } from "#shared/errors.ts";
import type { PlacementBase, ToolServerDefinition } from "#shared/extension.ts";
import type { FoundToolServer } from "./find-tool-server.ts";

export type ToolServerPlan = Required<Pick<SpawnSpec, "program" | "sandbox">>;

/** What `spawnChild` needs to run an extension's tool server; creates its folders. */
export function planToolServer(
  found: FoundToolServer,
  settings: unknown,
  base: PlacementBase,
): ToolServerPlan {
  const decoded = decodeToolSettings(found.id, found.definition, settings);
  const placement = found.definition.place?.(decoded, base) ?? { settings: decoded };
  for (const folder of placement.write ?? []) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    program: { kind: "tool-server", id: found.id, settings: placement.settings },
    sandbox: { read: placement.read ?? [], write: placement.write ?? [] },
  };
}

/** Checks a server's settings against its schema and fills in defaults. */
export function decodeToolSettings(
  id: string,
  definition: ToolServerDefinition,
  settings: unknown,
): unknown {
  if (definition.settings === undefined) return {};
  const value = Value.Default(definition.settings, structuredClone(settings ?? {}));
  const problems = [...Value.Errors(definition.settings, value)].map(
    (error) => `settings${error.path.replaceAll("/", ".")}: ${error.message}`,
  );
  if (problems.length === 0) return value;
  throw new AppError("CONFIG_INVALID", `Settings of ${id} are wrong: ${problems.join("; ")}.`, {
    details: { problems },
  });
}
