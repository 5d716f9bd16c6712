import { json, type Route } from "../route.ts";

export const auditRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/v1/audit/{id}",
    permission: "audit.read",
    handle: async (request, deps) =>
      json(
        200,
        await deps.readAudit(request.admitted.params["id"] ?? "", request.admitted.authentication),
      ),
  },
];
