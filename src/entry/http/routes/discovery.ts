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
    // RFC 9728 section 3.1: the well-known name goes between the host and the resource's path.
    path: "/.well-known/oauth-protected-resource/api/v1/mcp/{server}/mcp",
    permission: "public",
    handle: (request, deps) => {
      const metadata = deps.protectedResource(request.params["server"] ?? "");
      if (metadata === undefined) throw new AppError("NOT_FOUND", "There is no such tool server.");
      return json(200, metadata, discoverable);
    },
  },
];
