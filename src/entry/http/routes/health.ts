import { json, type Route } from "../route.ts";
import { version } from "#shared/version.ts";

export const healthRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/livez",
    permission: "public",
    handle: () => json(200, { status: "alive" }),
  },
  {
    method: "GET",
    path: "/readyz",
    permission: "public",
    handle: async (_, deps) => {
      const { ready } = await deps.health();
      const serves = ready && deps.phase() === "serving";
      return json(serves ? 200 : 503, { status: serves ? "ready" : "not ready" });
    },
  },
  {
    method: "GET",
    path: "/health",
    permission: "public",
    // Reasons and versions help an attacker, so an outsider reads the status alone.
    handle: async (request, deps) => {
      const { ready, reasons, details } = await deps.health();
      const status = ready ? (reasons.length > 0 ? "degraded" : "ok") : "unavailable";
      const { refused, principal } = request.admitted.authentication;
      const insider = refused === undefined && ["admin", "service"].includes(principal.role);
      return json(
        ready ? 200 : 503,
        insider ? { status, version, reasons, ...details } : { status },
      );
    },
  },
];
