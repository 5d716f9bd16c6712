import foundation from "./0001_foundation.sql" with { type: "text" };
import config from "./0002_config.sql" with { type: "text" };
import identity from "./0003_identity.sql" with { type: "text" };
import secrets from "./0004_secrets.sql" with { type: "text" };
import audit from "./0005_audit.sql" with { type: "text" };
import rateLimits from "./0006_rate_limits.sql" with { type: "text" };
import mcp from "./0007_mcp.sql" with { type: "text" };
import retention from "./0008_retention.sql" with { type: "text" };
import endedSessions from "./0009_ended_sessions.sql" with { type: "text" };
import excerpts from "./0010_excerpts.sql" with { type: "text" };
import erasure from "./0011_erasure.sql" with { type: "text" };
import erasedKeys from "./0012_erased_keys.sql" with { type: "text" };

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** An executable that does not know this migration must not run on the schema it makes. */
  readonly breaking: boolean;
}

/** Every migration, in order. Forward only: a released file never changes. */
export const migrations: readonly Migration[] = [
  { number: 1, name: "foundation", sql: foundation, breaking: true },
  { number: 2, name: "config", sql: config, breaking: true },
  { number: 3, name: "identity", sql: identity, breaking: true },
  { number: 4, name: "secrets", sql: secrets, breaking: true },
  { number: 5, name: "audit", sql: audit, breaking: true },
  { number: 6, name: "rate_limits", sql: rateLimits, breaking: true },
  { number: 7, name: "mcp", sql: mcp, breaking: true },
  { number: 8, name: "retention", sql: retention, breaking: true },
  { number: 9, name: "ended_sessions", sql: endedSessions, breaking: true },
  { number: 10, name: "excerpts", sql: excerpts, breaking: true },
  { number: 11, name: "erasure", sql: erasure, breaking: false },
  { number: 12, name: "erased_keys", sql: erasedKeys, breaking: false },
];
