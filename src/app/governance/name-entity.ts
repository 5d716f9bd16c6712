import { type Entity, hookEntity } from "#domain/governance/access/entity-key.ts";
import type { User } from "#domain/users/user.ts";
import { AppError } from "#shared/errors.ts";
import type { EntityKind } from "#shared/governed-call.ts";
import type { ClientId, SessionId, UserId } from "#shared/ids.ts";
import type { Principal } from "#shared/principal.ts";

const kindOfScheme: Readonly<Record<string, EntityKind>> = {
  inference: "model",
  a2a: "agent",
  route: "route",
  skill: "skill",
  plugin: "plugin",
  marketplace: "marketplace",
};

/** What people type for an entity: `workspace/read_file`, `workspace`, `hook://Bash`. */
export function nameEntity(text: string): Entity {
  const found = /^(?:([a-z0-9]+):\/\/)?(.+)$/.exec(text.trim());
  const [, scheme = "mcp", rest = ""] = found ?? [];
  if (scheme === "hook") return hookEntity(rest);
  if (scheme === "mcp") return mcpEntity(rest);
  const kind = Object.hasOwn(kindOfScheme, scheme) ? kindOfScheme[scheme] : undefined;
  if (kind === undefined || rest === "") {
    throw new AppError("USAGE", "Name an entity like workspace/read_file or hook://Bash.");
  }
  return { kind, name: rest };
}

function mcpEntity(rest: string): Entity {
  const slash = rest.indexOf("/");
  if (rest === "" || slash === 0 || slash === rest.length - 1) {
    throw new AppError("USAGE", "Name a server or a tool: workspace or workspace/read_file.");
  }
  if (slash === -1) return { kind: "server", name: rest };
  return { kind: "tool", name: rest.slice(slash + 1), server: rest.slice(0, slash) };
}

/** A user as the decision sees them after logging in: their own rights, nothing narrowed. */
export function principalOf(user: Pick<User, "id" | "email" | "role" | "departments">): Principal {
  return {
    userId: user.id as UserId,
    email: user.email,
    role: user.role,
    scopes: ["*"],
    departments: user.departments,
    clientId: "cli" as ClientId,
    sessionId: `explain:${user.id}` as SessionId,
    tokenId: null,
    credential: "access_token",
  };
}
