import type { JsonObject } from "#shared/json.ts";

/** The resource identifier of one server (RFC 8707): absolute, from `public_url` alone. */
export function resourceUrl(publicUrl: string, server: string): string {
  return `${publicUrl}/api/v1/mcp/${encodeURIComponent(server)}/mcp`;
}

/** RFC 9728, section 3.1: the well-known part goes between host and path. */
export function resourceMetadataUrl(publicUrl: string, server: string): string {
  const { origin, pathname } = new URL(resourceUrl(publicUrl, server));
  return `${origin}/.well-known/oauth-protected-resource${pathname}`;
}

/** The document at `resourceMetadataUrl`. The scope stage asks for `mcp:<server>`. */
export function resourceMetadata(
  publicUrl: string,
  server: string,
  scopes: readonly string[],
): JsonObject {
  return {
    resource: resourceUrl(publicUrl, server),
    authorization_servers: [publicUrl],
    scopes_supported: [...new Set([`mcp:${server}`, ...scopes])],
    bearer_methods_supported: ["header"],
    resource_name: `systemprompt: ${server}`,
  };
}

export interface Challenge {
  /** RFC 6750, section 3.1; absent when no credential was sent at all. */
  readonly error?: "invalid_token" | "insufficient_scope";
  readonly scopes?: readonly string[];
}

/** The `WWW-Authenticate` header of a 401 or 403 (RFC 9728, section 5.1). */
export function bearerChallenge(
  publicUrl: string,
  server: string,
  challenge: Challenge = {},
): string {
  const parts = [`resource_metadata="${resourceMetadataUrl(publicUrl, server)}"`];
  if (challenge.error !== undefined) parts.unshift(`error="${challenge.error}"`);
  const scopes = challenge.scopes ?? [];
  if (scopes.length > 0) parts.push(`scope="${scopes.join(" ")}"`);
  return `Bearer ${parts.join(", ")}`;
}
