/**
 * A unit for systemd.service(5). Variables by which the runtime would run foreign code are unset,
 * because two of them act before the program itself could refuse them.
 */
export function systemdUnit(executable: string, folder: string): string {
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
ReadWritePaths=${folder}
LimitCORE=0

[Install]
WantedBy=multi-user.target`;
}
