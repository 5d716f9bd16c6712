import { mkdirSync } from "node:fs";
import { Value } from "@sinclair/typebox/value";
import type { PlacedToolServer } from "#infra/processes/spawn-child.ts";
import { AppError } from "#shared/errors.ts";
import type { Extension, PlacementBase, ToolServerDefinition } from "#shared/extension.ts";
import { findToolServer } from "./find-tool-server.ts";

/** Fills `placeToolServer` of the process host; creates the folders that the server writes in. */
export function placeToolServer(
  extensions: readonly Extension[],
  base: PlacementBase,
  reference: string,
  settings: unknown,
): PlacedToolServer {
  const { id, definition } = findToolServer(extensions, reference);
  const decoded = decodeToolSettings(id, definition, settings);
  const placed = definition.place?.(decoded, base) ?? { settings: decoded };
  const { read = [], write = [] } = placed;
  for (const folder of write) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { id, settings: placed.settings, read, write };
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
