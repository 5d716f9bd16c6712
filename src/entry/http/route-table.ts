import { json, type Route } from "./route.ts";
import { auditRoutes } from "./routes/audit.ts";
import { discoveryRoutes } from "./routes/discovery.ts";
import { healthRoutes } from "./routes/health.ts";
import { hookRoutes } from "./routes/hooks.ts";
import { mcpRoutes } from "./routes/mcp.ts";

const mounted: readonly Route[] = [
  ...hookRoutes,
  ...mcpRoutes,
  ...auditRoutes,
  ...healthRoutes,
  ...discoveryRoutes,
];

const index: Route = {
  method: "GET",
  path: "/api/v1",
  permission: "public",
  handle: () =>
    json(200, {
      routes: routes.map(({ method, path, permission }) => ({ method, path, permission })),
    }),
};

/** The whole HTTP surface. What is not here is 404. */
export const routes: readonly Route[] = [index, ...mounted];
