import type { CredentialRefusal } from "#shared/principal.ts";
import type { Objection, StageInputs } from "./stage.ts";

const remedies: Readonly<Record<CredentialRefusal, string>> = {
  "UNAUTHENTICATED.MISSING": "Send a credential: Authorization: Bearer <access token>.",
  "UNAUTHENTICATED.MALFORMED": "The credential is malformed. Send one access token, unchanged.",
  "UNAUTHENTICATED.EXPIRED": "The credential has expired. Log in again for a new one.",
  "UNAUTHENTICATED.REVOKED": "The credential was revoked. Ask an administrator for a new one.",
  "UNAUTHENTICATED.INVALID": "The credential is not valid here. Log in again for a new one.",
  "UNAUTHENTICATED.AUDIENCE": "The credential is for another resource. Get one for this one.",
  "UNAUTHENTICATED.STALE":
    "Revocations cannot be checked right now, so nobody is let in. Try again in a few seconds.",
};

/** Refuses a caller whose credential did not verify. */
export function checkCredential({ authentication }: StageInputs): Objection | null {
  const refused = authentication.refused;
  if (refused === undefined) return null;
  return { result: "deny", policy: "guard.credential", code: refused, reason: remedies[refused] };
}
