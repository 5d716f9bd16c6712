import { dirname } from "node:path";
import { resolveFromHome } from "#infra/config/paths.ts";
import { isAppError } from "#shared/errors.ts";
import { openProfile } from "../runtime/open-profile.ts";

/**
 * A unit for systemd.service(5). Variables by which the runtime would run foreign code are unset,
 * because two of them act before the program itself could refuse them.
 */
export function systemdUnit(executable: string, profile: string | undefined): string {
  const folder = process.cwd();
  const writable = [folder, ...databaseFolder(profile)].map((path) => `ReadWritePaths=${path}`);
  return `[Unit]
Description=systemprompt
After=network-online.target postgresql.service
Wants=network-online.target

[Service]
Type=exec
WorkingDirectory=${folder}
ExecStart=${executable} infra services start
UnsetEnvironment=BUN_BE_BUN BUN_OPTIONS NODE_OPTIONS
UnsetEnvironment=BUN_INSPECT BUN_INSPECT_CONNECT_TO BUN_INSPECT_NOTIFY
KillMode=mixed
TimeoutStopSec=60
Restart=on-failure
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
${writable.join("\n")}
LimitCORE=0

[Install]
WantedBy=multi-user.target`;
}

/** An embedded database may lie outside the folder, where its account can reach it. */
function databaseFolder(name: string | undefined): readonly string[] {
  try {
    const { home, profile } = openProfile({ profile: name });
    const { embedded } = profile.database;
    return embedded === undefined ? [] : [dirname(resolveFromHome(home, embedded.data))];
  } catch (error) {
    // A unit can be printed before anything is set up.
    if (isAppError(error) && error.code === "NOT_SET_UP") return [];
    throw error;
  }
}
