import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { profilePaths } from "#infra/config/paths.ts";
import type { RolePasswords } from "#infra/database/roles/provision-roles.ts";
import { replaceFile } from "./replace-file.ts";

/**
 * Passwords that a setup is about to give away, kept until the profile holds them: without this a
 * setup that was cut short would leave a database that nobody can open.
 */
export interface SetupDraft {
  /** Of the embedded server's owner. */
  readonly owner?: string;
  readonly roles?: RolePasswords;
}

function draftPath(home: string, profile: string): string {
  return join(profilePaths(home, profile).folder, "setup-draft.json");
}

export function readDraft(home: string, profile: string): SetupDraft {
  const path = draftPath(home, profile);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as SetupDraft) : {};
}

/** Adds to what is there; on disk when this returns. */
export function extendDraft(home: string, profile: string, more: SetupDraft): void {
  mkdirSync(profilePaths(home, profile).folder, { recursive: true, mode: 0o700 });
  const draft = { ...readDraft(home, profile), ...more };
  replaceFile(draftPath(home, profile), JSON.stringify(draft));
}

export function removeDraft(home: string, profile: string): void {
  rmSync(draftPath(home, profile), { force: true });
}
