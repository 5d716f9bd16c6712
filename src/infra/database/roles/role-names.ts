/** Roles are shared by a whole cluster, so each installation's carry its own suffix. */
export interface RoleNames {
  readonly app: string;
  readonly reader: string;
}

const suffixLength = 12;

export function roleNames(installationId: string): RoleNames {
  // The end of a UUIDv7 is random, its start is the time.
  const suffix = installationId.replaceAll("-", "").slice(-suffixLength);
  return { app: `systemprompt_app_${suffix}`, reader: `systemprompt_reader_${suffix}` };
}
