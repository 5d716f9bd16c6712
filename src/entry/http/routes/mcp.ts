import { json, type Route } from "../route.ts";

function endpoint(method: "POST" | "GET" | "DELETE"): Route {
  return {
    method,
    path: "/api/v1/mcp/{server}/mcp",
    permission: "mcp.call",
    handle: (request, deps) => deps.callMcp(request.admitted.params["server"] ?? "", request),
    refuse: (error, traceId, deps) => deps.refuseMcp(error, traceId),
  };
}

export const mcpRoutes: readonly Route[] = [
  endpoint("POST"),
  endpoint("GET"),
  endpoint("DELETE"),
  {
    method: "GET",
    path: "/api/v1/mcp/registry",
    permission: "mcp.registry.read",
    handle: (request, deps) =>
      json(200, { servers: deps.listMcpServers(request.admitted.authentication) }),
  },
];
