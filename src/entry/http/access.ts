import { AppError } from "#shared/errors.ts";
import type { Authentication, Tier } from "#shared/principal.ts";

/**
 * Who may use a route. `everyone` needs no credential; `pipeline` means that the governed pipeline
 * judges the call itself, credential included, and writes its row.
 */
// prettier-ignore
export const permissions = {
  "public":             "everyone",
  "mcp.call":           "pipeline",
  "hook.govern":        "pipeline",
  "mcp.registry.read":  ["admin", "user", "service", "a2a", "mcp"],
  "health.read":        ["admin", "service"],
  "audit.read":         ["admin", "user", "service", "a2a", "mcp"],
} as const satisfies Record<string, "everyone" | "pipeline" | readonly Tier[]>;

export type Permission = keyof typeof permissions;

/** Refuses before a body is read, so that an outsider learns nothing of what a route expects. */
export function assertPermitted(permission: Permission, authentication: Authentication): void {
  const allowed: "everyone" | "pipeline" | readonly Tier[] = permissions[permission];
  if (allowed === "everyone" || allowed === "pipeline") return;
  const { refused, principal } = authentication;
  if (refused !== undefined || principal.credential === "none") {
    throw new AppError("UNAUTHENTICATED", "A valid credential is needed: Authorization: Bearer …", {
      details: { reason: refused ?? "UNAUTHENTICATED.MISSING" },
    });
  }
  if (!allowed.includes(principal.role)) {
    throw new AppError("FORBIDDEN", `This needs the permission ${permission}.`);
  }
}
