import { dirname } from "node:path";
import { resolveFromHome } from "#infra/config/paths.ts";
import { isAppError } from "#shared/errors.ts";
import { openProfile, type OpenProfile } from "../runtime/open-profile.ts";

/**
 * A unit for systemd.service(5). Variables by which the runtime would run foreign code are unset,
 * because two of them act before the program itself could refuse them.
 */
export function systemdUnit(executable: string, name: string | undefined): string {
  const folder = process.cwd();
  const open = openIfSetUp(name);
  const writable = [folder, ...databaseFolder(open)].map((path) => `ReadWritePaths=${path}`);
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
TimeoutStopSec=${stopSeconds(open)}
Restart=on-failure
NoNewPrivileges=yes
PrivateTmp=yes
ProtectSystem=strict
${writable.join("\n")}
LimitCORE=0

[Install]
WantedBy=multi-user.target`;
}

/** A unit can be printed before anything is set up. */
function openIfSetUp(name: string | undefined): OpenProfile | null {
  try {
    return openProfile({ profile: name });
  } catch (error) {
    if (isAppError(error) && error.code === "NOT_SET_UP") return null;
    throw error;
  }
}

/** An embedded database may lie outside the folder, where its account can reach it. */
function databaseFolder(open: OpenProfile | null): readonly string[] {
  const embedded = open?.profile.database.embedded;
  if (open === null || embedded === undefined) return [];
  return [dirname(resolveFromHome(open.home, embedded.data))];
}

/** Children, the closing seal and an embedded database end within this after the drain. */
const afterDrainSeconds = 50;

function stopSeconds(open: OpenProfile | null): number {
  const { leave_ms: leaveMs = 0, drain_ms: drainMs = 10_000 } = open?.profile.server ?? {};
  return Math.ceil((leaveMs + drainMs) / 1_000) + afterDrainSeconds;
}
