/** A word after quote removal. What the shell would compute stands as the placeholder. */
export interface ShellWord {
  readonly text: string;
  /** Holds a variable or a substitution: its value is unknown here. */
  readonly dynamic: boolean;
  /** Is or holds `<(…)`. */
  readonly processInput: boolean;
  /** As it stood in the script, where something in it is computed. */
  readonly raw?: string;
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
  /** Subshells around it: what `cd` does in one ends with it. */
  readonly level: number;
}

export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** Why the script could not be read to its end; null when it could. */
  readonly problem: string | null;
  readonly scope: ShellScope;
}

/** What a script assigned before, in the order of reading. Null until something is assigned. */
export interface ShellScope {
  /** By variable; null where the value is computed. */
  values: Map<string, string | null> | null;
  aliases: Map<string, string> | null;
  /** Characters that expansions may still add: values repeat for nothing. */
  expansionLeft: number;
}

/** Stands for what only the shell can compute. */
export const placeholder = "\u{fffc}";
/** Where an expansion splits a word into several; no character that a text may hold. */
export const fieldBreak = "\u{fdd0}";

export function plainWord(text: string): ShellWord {
  return { text, dynamic: text.includes(placeholder), processInput: false };
}
