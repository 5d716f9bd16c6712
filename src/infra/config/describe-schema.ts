import { AppError } from "#shared/errors.ts";
import type { TSchema } from "#shared/schema.ts";
import { suggest } from "#shared/suggest.ts";
import { accessControlSchema } from "./schemas/access-control.ts";
import { governanceSchema } from "./schemas/governance.ts";
import { mcpServerSchema } from "./schemas/mcp.ts";
import { profileSchema, profileSecretsSchema } from "./schemas/profile.ts";
import { rootSchema } from "./schemas/root.ts";

interface NamedSchema {
  readonly file: string;
  readonly schema: TSchema;
}

const schemas: Readonly<Record<string, NamedSchema>> = {
  root: { file: "services/config/config.yaml", schema: rootSchema },
  governance: { file: "services/governance/config.yaml", schema: governanceSchema },
  "access-control": { file: "services/access-control/*.yaml", schema: accessControlSchema },
  mcp: { file: "services/mcp/<name>.yaml", schema: mcpServerSchema },
  profile: { file: ".systemprompt/profiles/<name>/profile.yaml", schema: profileSchema },
  secrets: { file: ".systemprompt/profiles/<name>/secrets.yaml", schema: profileSecretsSchema },
};

export function schemaNames(): readonly { readonly name: string; readonly file: string }[] {
  return Object.entries(schemas).map(([name, { file }]) => ({ name, file }));
}

/** One file's JSON Schema, for editors. */
export function describeSchema(name: string): Readonly<Record<string, unknown>> {
  const named = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (named === undefined) {
    const meant = suggest(name, Object.keys(schemas));
    const hint = meant === undefined ? "" : ` Did you mean "${meant}"?`;
    const list = Object.keys(schemas).join(", ");
    throw new AppError("USAGE", `There is no schema of that name.${hint} There are: ${list}.`);
  }
  const body = JSON.parse(JSON.stringify(named.schema, withoutOurWords)) as object;
  return { $schema: "https://json-schema.org/draft/2020-12/schema", title: named.file, ...body };
}

/** `hint` and `fills` speak to our own loader; JSON Schema does not know them. */
function withoutOurWords(key: string, value: unknown): unknown {
  const ours =
    (key === "hint" && typeof value === "string") || (key === "fills" && value === false);
  return ours ? undefined : value;
}
