/** A word after quote removal. What the shell would compute stands as the placeholder. */
export interface ShellWord {
  readonly text: string;
  /** Holds a variable or a substitution: its value is unknown here. */
  readonly dynamic: boolean;
  /** Is or holds `<(…)`. */
  readonly processInput: boolean;
}

export interface ShellRedirect {
  readonly operator: string;
  readonly target: ShellWord;
}

/** One simple command of a script, however deep it stood. */
export interface ShellCommand {
  readonly words: readonly ShellWord[];
  readonly redirects: readonly ShellRedirect[];
  /** Texts fed to standard input by here-documents and here-strings. */
  readonly inputs: readonly ShellWord[];
  /** The command whose output this one reads. */
  readonly pipedFrom: ShellCommand | null;
}

export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** Why the script could not be read to its end; null when it could. */
  readonly problem: string | null;
}

/** Stands for what only the shell can compute. */
export const placeholder = "\u{fffc}";

/** A longer script is not read: people do not type it and agents can write it to a file. */
export const shellBytesMax = 65_536;
export const shellWordsMax = 8_192;
/** Substitutions inside substitutions. */
export const shellDepthMax = 12;
