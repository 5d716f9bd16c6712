import { Value } from "@sinclair/typebox/value";
import { checkKindRows } from "#domain/governance/secrets/added/check-rows.ts";
import { secretKindSchema } from "#shared/secrets/secret-kind.ts";
import type { Extension } from "#shared/extension.ts";
import { isJsonObject } from "#shared/json.ts";

const extensionKeys = [
  "id",
  "version",
  "requires",
  "config",
  "migrations",
  "secretKinds",
  "tools",
  "lifecycle",
];
const lifecycleKeys = ["start", "validate", "close"];
const serverKeys = ["title", "instructions", "settings", "place", "open"];
const idPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const versionPattern = /^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/;
const migrationPattern = /^\d{4}_[a-z0-9_]+$/;

/** Everything that is wrong with an extension's literal; empty when it may be loaded. */
export function findExtensionProblems(extension: Extension): string[] {
  const at = `extension ${String(extension.id)}`;
  const problems = unknownKeys(extension, extensionKeys, at);
  if (!idPattern.test(String(extension.id))) problems.push(`${at}: id is not lower-case words`);
  if (!versionPattern.test(String(extension.version))) {
    problems.push(`${at}: version is not major.minor.patch`);
  }
  if (extension.lifecycle !== undefined) {
    problems.push(...unknownKeys(extension.lifecycle, lifecycleKeys, `${at}.lifecycle`));
  }
  const migrations = extension.migrations ?? [];
  for (const { name } of migrations) {
    if (!migrationPattern.test(name)) problems.push(`${at}: migration ${name} is not NNNN_noun`);
  }
  for (const name of repeated(migrations.map((migration) => migration.name))) {
    problems.push(`${at}: migration ${name} is there twice`);
  }
  problems.push(...findKindProblems(extension, at));
  for (const [name, server] of Object.entries(extension.tools ?? {})) {
    if (!idPattern.test(name)) problems.push(`${at}: tool server ${name} is not lower-case words`);
    problems.push(...unknownKeys(server, serverKeys, `${at}.tools.${name}`));
    if (typeof server.open !== "function") problems.push(`${at}.tools.${name}: open is missing`);
  }
  return problems;
}

/** The rows of its kinds, shape first, judged as those of a file are. */
function findKindProblems({ secretKinds: rows = [] }: Extension, at: string): string[] {
  const shape = rows.flatMap((row, index) =>
    [...Value.Errors(secretKindSchema, row)].map(
      ({ path, message }) => `${at}.secretKinds[${index}]${path}: ${message}`,
    ),
  );
  if (shape.length > 0) return shape;
  return checkKindRows(rows, new Set()).map(
    ({ index, path, message }) => `${at}.secretKinds[${index}]/${path.join("/")}: ${message}`,
  );
}

export function repeated(words: readonly string[]): string[] {
  return [...new Set(words.filter((word, index) => words.indexOf(word) !== index))];
}

function unknownKeys(value: unknown, known: readonly string[], at: string): string[] {
  if (!isJsonObject(value)) return [`${at}: is not an object`];
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `${at}: unknown key ${key}, known are ${known.join(", ")}`);
}
