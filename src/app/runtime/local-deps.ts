import type { Database } from "#infra/database/database.ts";
import type { Keyring } from "#infra/security/keyring.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import type { Actor } from "#shared/recorded-act.ts";
import type { IdentityServices } from "./open-identity.ts";
import type { OpenProfile } from "./open-profile.ts";
import type { DatabaseUrls } from "./profile-database.ts";

/** What a CLI verb works with: the services of one profile, opened in this process. */
export interface LocalDeps extends OpenProfile, IdentityServices {
  readonly urls: DatabaseUrls;
  /** One connection as the application role. */
  readonly database: Database;
  readonly keyring: Keyring;
  readonly installationId: string;
  /** Registers a writer at the first commit, so that verbs which only read leave no trace. */
  readonly audit: AuditLog;
  /** The person at the keyboard. */
  readonly actor: Actor;
  /** Writes the closing seal, ends connections, and stops a database that was started for the verb. */
  close(): Promise<void>;
}
