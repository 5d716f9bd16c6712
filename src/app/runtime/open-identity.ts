import type { Profile } from "#infra/config/profile.ts";
import type { Database } from "#infra/database/database.ts";
import type { Keyring } from "#infra/security/keyring.ts";
import { OwnerKeys } from "#domain/secrets/keys/owner-keys.ts";
import { SecretStore } from "#domain/secrets/service.ts";
import { KeyTable } from "#domain/tokens/key-table.ts";
import { Tokens } from "#domain/tokens/service.ts";
import { Users } from "#domain/users/service.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { systemClock } from "#shared/clock.ts";

export interface IdentityServices {
  readonly keys: KeyTable;
  readonly users: Users;
  readonly tokens: Tokens;
  readonly secrets: SecretStore;
  readonly ownerKeys: OwnerKeys;
}

export function openIdentityServices(options: {
  readonly profile: Profile;
  readonly database: Database;
  readonly keyring: Keyring;
  readonly installationId: string;
  readonly audit: AuditLog;
  /** Where the running server is reached, when it was started on another port than the profile's. */
  readonly servedAt?: string | undefined;
}): IdentityServices {
  const { profile, database, keyring, installationId, audit } = options;
  const keys = new KeyTable({
    database,
    keyring,
    installationId,
    monotonicMs: systemClock.monotonicMs,
  });
  return {
    keys,
    users: new Users({ database, audit }),
    tokens: new Tokens({
      database,
      audit,
      keys,
      clock: systemClock,
      issuer: options.servedAt ?? profile.server.public_url,
      algorithm: profile.security.signing,
      tokenSeconds: profile.security.token_seconds,
    }),
    secrets: new SecretStore({ database, audit, keyring, installationId }),
    ownerKeys: new OwnerKeys({ database, audit, keyring, installationId }),
  };
}
