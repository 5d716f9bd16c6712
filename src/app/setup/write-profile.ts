import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { parseDocument } from "yaml";
import { homePaths, profilePaths } from "#infra/config/paths.ts";
import { replaceFile } from "./replace-file.ts";
import type { DatabaseSetup } from "./set-up-database.ts";

export interface NewProfile {
  readonly home: string;
  readonly name: string;
  readonly port: number | undefined;
  readonly singleRole: boolean;
  readonly database: DatabaseSetup;
}

const heading = `# One installation's settings. What is absent has its default:
#   systemprompt admin config show --origin
# Any of them can be set for one run: SYSTEMPROMPT__SERVER__PORT=8081
`;

/** Writes or completes a profile; what the operator wrote into it stays, comments included. */
export function writeProfile(profile: NewProfile): void {
  const { home, name, database } = profile;
  const paths = profilePaths(home, name);
  mkdirSync(paths.folder, { recursive: true, mode: 0o700 });
  const document = parseDocument(
    existsSync(paths.profile) ? readFileSync(paths.profile, "utf8") : heading,
  );
  const set = (path: readonly string[], value: unknown) => {
    if (value !== undefined && value !== null) document.setIn(path, value);
  };
  set(["installation_id"], database.installationId);
  set(["server", "port"], profile.port);
  set(["database", "system_identifier"], database.systemIdentifier);
  if (profile.singleRole) set(["database", "single_role"], true);
  set(["database", "embedded"], embeddedSection(home, database));
  replaceFile(paths.profile, document.toString());
  const secrets = Object.entries(database.urls).map(
    ([key, url]) => `${key}: ${JSON.stringify(url)}\n`,
  );
  replaceFile(paths.secrets, secrets.join(""));
}

/** Paths below the checkout stay relative, so that the folder can move. */
function embeddedSection(home: string, { embedded }: DatabaseSetup) {
  if (embedded === null) return null;
  const { root } = homePaths(home);
  const shorten = (path: string) => {
    const inside = relative(root, path);
    return inside.startsWith("..") ? path : inside;
  };
  return {
    port: embedded.port,
    binaries: shorten(embedded.binaries),
    data: shorten(embedded.data),
  };
}
