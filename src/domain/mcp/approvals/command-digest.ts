/** What of a server's file decides which program runs and how. */
export interface CommandLine {
  readonly command?: string | undefined;
  readonly args?: readonly string[] | undefined;
  readonly cwd?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Names a command line in an approval: any change of it is another digest. */
export function commandDigest({ command, args, cwd, env }: CommandLine): string {
  const sorted = Object.entries(env ?? {}).sort(([one], [other]) => (one < other ? -1 : 1));
  const text = JSON.stringify([command ?? null, args ?? [], cwd ?? null, sorted]);
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}
