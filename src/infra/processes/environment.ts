/** What every child inherits when the server has it: where programs and words are, nothing else. */
export const inheritedNames = [
  "PATH",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TZ",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
] as const;

/** Used when the server itself has no PATH. */
export const defaultPath = "/usr/local/bin:/usr/bin:/bin";

export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

export interface ChildEnvironmentSource {
  /** The server's own variables; the caller reads them in `#infra/config`. */
  readonly server: EnvironmentVariables;
  /** Names from the server's `env_allow`. */
  readonly allow: readonly string[];
  readonly literals: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** The child's private folder: HOME and TMPDIR. */
  readonly privateFolder: string;
}

/**
 * Variables that change how a runtime behaves, send traffic elsewhere, or carry our own secrets:
 * never inherited, whatever `env_allow` says.
 */
const neverInherited =
  /^(BUN_.*|NODE_.*|LD_.*|SYSTEMPROMPT_.*|DATABASE_URL|PG[A-Z]+|(https?|all|no|ftp)_proxy|CREDENTIALS_DIRECTORY)$/i;

/** Variables that no configuration may set either: the loader and our own markers. */
const neverSet = /^(BUN_.*|LD_.*|SYSTEMPROMPT_.*)$/i;

/** Builds a child's whole environment from an allow-list; secrets win over literals over the rest. */
export function buildEnvironment(source: ChildEnvironmentSource): Record<string, string> {
  const environment: Record<string, string> = {
    PATH: defaultPath,
    HOME: source.privateFolder,
    TMPDIR: source.privateFolder,
  };
  for (const name of [...inheritedNames, ...source.allow]) {
    const value = source.server[name];
    if (value !== undefined && !neverInherited.test(name)) environment[name] = value;
  }
  for (const [name, value] of Object.entries({ ...source.literals, ...source.secrets })) {
    if (!neverSet.test(name)) environment[name] = value;
  }
  return environment;
}
