import type { OwnServer } from "../../e2e/own-server.ts";

/** A hold that can still be released. */
export async function findHeldPlaces(server: OwnServer): Promise<string> {
  const holds = await server.json<readonly { id: string; state?: string; released_at?: unknown }[]>(
    ...["infra", "audit", "hold", "list"],
  );
  return holds.find((hold) => (hold.released_at ?? null) === null)?.id ?? "";
}
