import {
  type MasterKeyRotation,
  type Rewrap,
  rotateMasterKey,
} from "#domain/secrets/rotate-master-key.ts";
import { rewrapSigningKeys } from "#domain/tokens/rewrap-signing-keys.ts";
import type { LocalDeps } from "./local-deps.ts";

/** Rotates the master key with everything that it wraps; a new noun of that kind joins the list. */
export function rotateInstallationKey(
  deps: Pick<LocalDeps, "database" | "audit" | "keyring" | "installationId" | "actor">,
): Promise<MasterKeyRotation> {
  const { database, audit, keyring, installationId } = deps;
  const rewraps: readonly Rewrap[] = [
    (tx, from, to) => rewrapSigningKeys(tx, from, to, installationId),
  ];
  return rotateMasterKey({ database, audit, keyring, installationId, rewraps }, deps.actor);
}
