import { isolationLevels } from "#infra/processes/confinement/levels.ts";
import { oneOf, type Static, strictObject, Type } from "#shared/schema.ts";
import { rateLimitsSchema } from "./governance.ts";

/** Wider networks are a slip: whoever is trusted chooses the address that limits are keyed on. */
const proxyPattern =
  "^(\\d{1,3}(\\.\\d{1,3}){3}(/([89]|[12]\\d|3[0-2]))?|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(/(1[6-9]|[2-9]\\d|1[01]\\d|12[0-8]))?)$";

/**
 * `.systemprompt/profiles/<name>/profile.yaml`. Relative paths start at the folder that holds
 * `.systemprompt`.
 */
export const profileSchema = strictObject({
  installation_id: Type.Optional(
    Type.String({ description: "UUID pinned at setup; a database with another one is refused." }),
  ),
  server: Type.Optional(
    strictObject({
      host: Type.Optional(Type.String({ minLength: 1, default: "127.0.0.1" })),
      port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535, default: 8080 })),
      public_url: Type.Optional(
        Type.String({
          pattern: "^https?://[^/\\s?#@]+$",
          hint: "a URL without path or trailing slash, like https://agents.example.com",
          description: "Issuer, resource and audience. Default http://127.0.0.1:<port>.",
        }),
      ),
      allowed_hosts: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
      allowed_origins: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
      body_bytes_max: Type.Optional(
        Type.Integer({ minimum: 1_024, maximum: 67_108_864, default: 4_194_304 }),
      ),
      trusted_proxies: Type.Optional(
        Type.Array(
          Type.String({
            pattern: proxyPattern,
            hint: "an address, or a network of at least /8 (IPv6: /16), like 10.0.0.0/24",
          }),
          {
            description:
              "Balancers in front of this server. Their word on a client's address is taken; nobody else's.",
          },
        ),
      ),
      proxy_header: Type.Optional(
        oneOf(["x-forwarded-for", "forwarded"], {
          default: "x-forwarded-for",
          description: "The one header that the trusted proxies set.",
        }),
      ),
      leave_ms: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 60_000,
          default: 0,
          description:
            "How long a server that was told to stop still serves while /readyz says 503, so that a balancer turns away first.",
        }),
      ),
      drain_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000, default: 10_000 })),
      reuse_port: Type.Optional(Type.Boolean({ default: false })),
    }),
  ),
  database: Type.Optional(
    strictObject({
      embedded: Type.Optional(
        strictObject({
          port: Type.Integer({ minimum: 1, maximum: 65_535 }),
          binaries: Type.String({ minLength: 1 }),
          data: Type.String({ minLength: 1 }),
        }),
      ),
      system_identifier: Type.Optional(
        Type.String({
          pattern: "^[0-9]+$",
          hint: "digits in quotes",
          description: "Pinned at setup: PostgreSQL's own identifier of the cluster.",
        }),
      ),
      single_role: Type.Optional(Type.Boolean({ default: false })),
      pool_max: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 6 })),
      connect_timeout_ms: Type.Optional(
        Type.Integer({ minimum: 100, maximum: 60_000, default: 5_000 }),
      ),
      statement_timeout_ms: Type.Optional(
        Type.Integer({ minimum: 100, maximum: 600_000, default: 10_000 }),
      ),
    }),
  ),
  security: Type.Optional(
    strictObject({
      signing: Type.Optional(oneOf(["ES256", "HS256"], { default: "ES256" })),
      token_seconds: Type.Optional(Type.Integer({ minimum: 60, maximum: 86_400, default: 3_600 })),
      isolation_minimum: Type.Optional(
        oneOf(isolationLevels, {
          default: "process",
          description: "A server that declares secrets refuses to start below this.",
        }),
      ),
      approve_commands: Type.Optional(
        Type.Boolean({
          default: true,
          description: "A new or changed stdio command waits for plugins mcp approve.",
        }),
      ),
    }),
  ),
  audit: Type.Optional(
    strictObject({
      durability: Type.Optional(oneOf(["local", "remote_flush"], { default: "local" })),
      queue_rows_max: Type.Optional(
        Type.Integer({ minimum: 16, maximum: 1_000_000, default: 8_192 }),
      ),
      anchor_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_600, default: 10 })),
    }),
  ),
  logging: Type.Optional(
    strictObject({
      level: Type.Optional(oneOf(["debug", "info", "warn", "error"], { default: "info" })),
    }),
  ),
  rate_limits: Type.Optional(
    strictObject(rateLimitsSchema.properties, {
      description: "Overrides single values of the governance file in this profile.",
      fills: false,
    }),
  ),
  services: Type.Optional(Type.String({ minLength: 1, default: "services" })),
});

const databaseUrl = Type.String({
  pattern: "^postgres(ql)?://",
  hint: "a PostgreSQL URL, like postgres://user:password@host/database",
});

/** `.systemprompt/profiles/<name>/secrets.yaml`, 0600. */
export const profileSecretsSchema = strictObject({
  database_url: Type.Optional(databaseUrl),
  database_app_url: Type.Optional(databaseUrl),
  database_reader_url: Type.Optional(databaseUrl),
  database_direct_url: Type.Optional(databaseUrl),
});

export type ProfileConfig = Static<typeof profileSchema>;
export type ProfileSecrets = Static<typeof profileSecretsSchema>;
