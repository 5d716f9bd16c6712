import type { LocalDeps } from "#app/runtime/local-deps.ts";
import type { Output } from "./output.ts";

/** One flag or positional word of a verb. Eager data: help and completion read it without the body. */
export interface ArgumentSpec {
  readonly type: "string" | "boolean" | "positional" | "words";
  readonly description: string;
  /** Placeholder in help: `--email E`. */
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly default?: string;
  /** May be given more than once; the value becomes a list. */
  readonly repeatable?: boolean;
}

export type ArgumentSpecs = Readonly<Record<string, ArgumentSpec>>;

/** A verb's parsed words: accessors, so that a missing required one is an error at the border. */
export interface ParsedArguments {
  /** The value of a string flag or positional; throws USAGE when it is absent. */
  text(name: string): string;
  optionalText(name: string): string | undefined;
  /** A whole number in the given bounds; throws USAGE otherwise. */
  integer(name: string, bounds: { readonly min: number; readonly max: number }): number | undefined;
  is(name: string): boolean;
  list(name: string): readonly string[];
}

export interface GlobalFlags {
  readonly format: "text" | "json" | "yaml";
  readonly profile: string | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  readonly yes: boolean;
}

export interface CommandContext {
  readonly flags: GlobalFlags;
  readonly out: Output;
  /** Opens database, keys and services of the profile in this process; closed after the verb. */
  open(): Promise<LocalDeps>;
}

/** A verb: eager words, lazy body (`run` imports what it needs). */
export interface Verb {
  readonly summary: string;
  readonly description?: string;
  readonly arguments?: ArgumentSpecs;
  readonly examples?: readonly string[];
  /** Needs `--yes` when standard input is not a terminal. */
  readonly destructive?: boolean | ((parsed: ParsedArguments) => boolean);
  run(context: CommandContext, parsed: ParsedArguments): Promise<void>;
}

export interface Noun {
  readonly summary: string;
  readonly verbs: Readonly<Record<string, Verb | Noun>>;
}

export function isNoun(entry: Verb | Noun): entry is Noun {
  return "verbs" in entry;
}
