import type { Route } from "../route.ts";
import { readBodyStart } from "../read-body.ts";

function govern(path: string): Route {
  return {
    method: "POST",
    path,
    permission: "hook.govern",
    handle: (request, deps) => deps.governHook(request),
    // Clients let a tool run when a hook answers anything but 2xx, so every failure is a 200 deny.
    // The answer has to have the shape of the event, which only the body names.
    refuse: async (error, _, deps, raw) => deps.refuseHook(error, await readBodyStart(raw)),
  };
}

export const hookRoutes: readonly Route[] = [
  govern("/api/v1/hooks/govern"),
  govern("/api/public/hooks/govern"),
];
