import { homedir, userInfo } from "node:os";

/** Home folders of this account: what it was told and what the system has for it. */
export function accountHomes(): readonly string[] {
  return [...new Set([homedir(), ownHome()])].filter((home) => home.startsWith("/"));
}

/** A container may run a number that has no account. */
function ownHome(): string {
  try {
    return userInfo().homedir;
  } catch (error) {
    if (error instanceof Error && "code" in error) return "";
    throw error;
  }
}
