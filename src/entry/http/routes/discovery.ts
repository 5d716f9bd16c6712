import { AppError } from "#shared/errors.ts";
import { json, type Route } from "../route.ts";

const discoverable = { "cache-control": "public, max-age=60", "access-control-allow-origin": "*" };

export const discoveryRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/.well-known/jwks.json",
    permission: "public",
    handle: async (_, deps) => json(200, await deps.jwks(), discoverable),
  },
  {
    method: "GET",
    // RFC 8414: who issues the tokens and with which keys. No grant is served over HTTP: tokens
    // come from the command line, and a client reads that here instead of guessing.
    path: "/.well-known/oauth-authorization-server",
    permission: "public",
    handle: (_, deps) => {
      const metadata = {
        issuer: deps.publicUrl,
        jwks_uri: `${deps.publicUrl}/.well-known/jwks.json`,
        response_types_supported: [],
        grant_types_supported: [],
        token_endpoint_auth_methods_supported: [],
      };
      return json(200, metadata, discoverable);
    },
  },
  {
    method: "GET",
    // RFC 9728 section 3.1: the well-known name goes between the host and the resource's path.
    path: "/.well-known/oauth-protected-resource/api/v1/mcp/{server}/mcp",
    permission: "public",
    handle: (request, deps) => {
      const metadata = deps.protectedResource(request.admitted.params["server"] ?? "");
      if (metadata === undefined) throw new AppError("NOT_FOUND", "There is no such tool server.");
      return json(200, metadata, discoverable);
    },
  },
];
