import { json, type Route, type RouteRequest } from "../route.ts";
import { readBodyStart } from "../read-body.ts";
import type { GovernedRequest, HttpDeps } from "../deps.ts";

export function governedRequest(request: RouteRequest): GovernedRequest {
  return {
    headers: request.raw.headers,
    method: request.raw.method,
    query: request.query,
    authentication: request.authentication,
    traceId: request.traceId,
    addressPrefix: request.addressPrefix,
    signal: () => request.raw.signal,
    readBody: request.readBody,
    readBodyStart: () => readBodyStart(request.raw),
    keepOpen: request.keepOpen,
  };
}

function endpoint(method: "POST" | "GET" | "DELETE"): Route {
  return {
    method,
    path: "/api/v1/mcp/{server}/mcp",
    permission: "mcp.call",
    handle: (request: RouteRequest, deps: HttpDeps) =>
      deps.callMcp(request.params["server"] ?? "", governedRequest(request)),
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
    handle: (request, deps) => json(200, { servers: deps.listMcpServers(request.authentication) }),
  },
];
