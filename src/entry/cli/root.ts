import type { Noun, Verb } from "./command.ts";

export interface Domain {
  readonly summary: string;
  /** Loaded when the domain is named, so that `--help` and `--version` read nothing else. */
  readonly nouns: Readonly<Record<string, () => Promise<Noun | Verb>>>;
}

/** Every word that users type first. A domain without a verb yet is not listed. */
export const domains: Readonly<Record<string, Domain>> = {
  infra: {
    summary: "Services, database, logs and the audit",
    nouns: {
      services: async () => (await import("./commands/infra/services.ts")).services,
      db: async () => (await import("./commands/infra/db.ts")).db,
      logs: async () => (await import("./commands/infra/logs.ts")).logs,
      audit: async () => (await import("./commands/infra/audit.ts")).audit,
    },
  },
  admin: {
    summary: "Setup, users, access, policy, secrets and configuration",
    nouns: {
      setup: async () => (await import("./commands/admin/setup.ts")).setup,
      users: async () => (await import("./commands/admin/users.ts")).users,
      session: async () => (await import("./commands/admin/session.ts")).session,
      access: async () => (await import("./commands/admin/access.ts")).access,
      policy: async () => (await import("./commands/admin/policy.ts")).policy,
      "rate-limits": async () => (await import("./commands/admin/rate-limits.ts")).rateLimits,
      secrets: async () => (await import("./commands/admin/secrets.ts")).secrets,
      keys: async () => (await import("./commands/admin/keys.ts")).keys,
      config: async () => (await import("./commands/admin/config.ts")).config,
    },
  },
  plugins: {
    summary: "Tool servers",
    nouns: {
      mcp: async () => (await import("./commands/plugins/mcp.ts")).mcp,
    },
  },
};
