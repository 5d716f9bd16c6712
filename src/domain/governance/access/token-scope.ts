import type { Principal } from "#shared/principal.ts";
import type { Entity } from "./entity-key.ts";

/** The scope of credentials that act as their owner everywhere. */
export const scopeOfEverything = "*";

/** The one scope that lets a token reach an entity: `mcp:workspace`, `a2a:planner`, `hook`. */
export function scopeOf(entity: Entity): string {
  if (entity.server !== undefined) return `mcp:${entity.server}`;
  switch (entity.kind) {
    case "server":
      return `mcp:${entity.name}`;
    case "agent":
      return `a2a:${entity.name}`;
    case "model":
      return "inference";
    case "tool":
      return "hook";
    default:
      return `${entity.kind}:${entity.name}`;
  }
}

/**
 * A token's scope narrows what its owner reaches and never widens it (RFC 6749, section 3.3).
 * Callers without a credential have no scope to narrow: only the rules speak.
 */
export function scopeCovers(
  principal: Pick<Principal, "scopes" | "credential">,
  entity: Entity,
): boolean {
  if (principal.credential === "none" || principal.credential === "local") return true;
  return principal.scopes.includes(scopeOfEverything) || principal.scopes.includes(scopeOf(entity));
}
