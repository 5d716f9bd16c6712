import type { ClientId, SessionId, UserId } from "#shared/ids.ts";
import type { Principal } from "#shared/principal.ts";

/** A caller without a credential, told from others by where it comes from. */
export function anonymousPrincipal(addressPrefix: string): Principal {
  return {
    userId: "anonymous" as UserId,
    email: null,
    role: "anonymous",
    scopes: [],
    departments: [],
    clientId: "unknown" as ClientId,
    sessionId: `anon:${addressPrefix}` as SessionId,
    tokenId: null,
    credential: "none",
  };
}
