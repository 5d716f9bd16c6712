import { type Static, strictObject, Type } from "#shared/schema.ts";

const portRange = Type.String({ pattern: "^[0-9]{1,5}-[0-9]{1,5}$" });

/** `services/config/config.yaml`: names every other file, relative to itself; `*` at the end. */
export const rootSchema = strictObject({
  governance: Type.String({ minLength: 1 }),
  access_control: Type.Array(Type.String({ minLength: 1 })),
  mcp: Type.Array(Type.String({ minLength: 1 })),
  settings: Type.Optional(
    strictObject({
      mcp_ports: Type.Optional(Type.String({ ...portRange, default: "5000-5999" })),
      agent_ports: Type.Optional(Type.String({ ...portRange, default: "9000-9999" })),
    }),
  ),
  extensions: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: "Extension id to its own section, checked by the extension's schema.",
    }),
  ),
});

export type RootConfig = Static<typeof rootSchema>;
