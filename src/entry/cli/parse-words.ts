import { AppError } from "#shared/errors.ts";
import { suggest } from "#shared/suggest.ts";
import type { ArgumentSpecs, GlobalFlags, ParsedArguments } from "./command.ts";

/** Flags that every verb takes; kept apart so that help can print them once. */
export const globalArguments = {
  json: { type: "boolean", description: "Print one JSON document" },
  yaml: { type: "boolean", description: "Print one YAML document" },
  profile: { type: "string", placeholder: "NAME", description: "Profile to use (default: local)" },
  quiet: { type: "boolean", description: "Print data and errors only" },
  verbose: { type: "boolean", description: "Print more of what happens" },
  "no-color": { type: "boolean", description: "Print no colours" },
  yes: { type: "boolean", description: "Answer yes where a verb would ask" },
  help: { type: "boolean", description: "Show this help" },
} as const satisfies ArgumentSpecs;

export interface ParsedWords {
  readonly flags: GlobalFlags;
  readonly help: boolean;
  readonly parsed: ParsedArguments;
}

type Values = Map<string, string[] | true>;

/** Reads a verb's words. Unknown flags and surplus words are refused with a suggestion. */
export function parseWords(words: readonly string[], specs: ArgumentSpecs): ParsedWords {
  const all: ArgumentSpecs = { ...globalArguments, ...specs };
  const values: Values = new Map();
  const plain = readFlags(words, all, values);
  assignPositionals(plain, specs, values);
  const help = values.has("help");
  if (!help) requirePresent(specs, values);
  return { flags: globalFlags(values), help, parsed: accessors(specs, values) };
}

function readFlags(words: readonly string[], specs: ArgumentSpecs, values: Values): string[] {
  const plain: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "--") return [...plain, ...words.slice(index + 1)];
    if (!word.startsWith("-") || word === "-") {
      plain.push(word);
      continue;
    }
    const { name, inline } = splitFlag(word);
    const spec = specs[name];
    if (!spec || spec.type === "positional" || spec.type === "words") {
      throw unknownFlag(word, specs);
    }
    if (spec.type === "boolean") {
      if (inline !== undefined) throw usage(`--${name} takes no value.`);
      values.set(name, true);
      continue;
    }
    const value = inline ?? words[++index];
    if (value === undefined)
      throw usage(`--${name} needs a value: --${name} ${placeholder(name, specs)}.`);
    const before = values.get(name);
    if (Array.isArray(before) && spec.repeatable !== true) throw usage(`--${name} is given twice.`);
    values.set(name, Array.isArray(before) ? [...before, value] : [value]);
  }
  return plain;
}

function splitFlag(word: string): { name: string; inline: string | undefined } {
  if (word === "-h") return { name: "help", inline: undefined };
  const equals = word.indexOf("=");
  if (!word.startsWith("--")) return { name: word, inline: undefined };
  if (equals === -1) return { name: word.slice(2), inline: undefined };
  return { name: word.slice(2, equals), inline: word.slice(equals + 1) };
}

function assignPositionals(plain: readonly string[], specs: ArgumentSpecs, values: Values): void {
  const names = Object.keys(specs).filter((name) => specs[name]?.type === "positional");
  const rest = Object.keys(specs).find((name) => specs[name]?.type === "words");
  for (const [index, word] of plain.entries()) {
    const name = names[index];
    if (name !== undefined) values.set(name, [word]);
    else if (rest !== undefined) values.set(rest, plain.slice(index));
    else throw usage(`Unexpected word "${word}".`);
    if (name === undefined) return;
  }
}

function requirePresent(specs: ArgumentSpecs, values: Values): void {
  for (const [name, spec] of Object.entries(specs)) {
    if (!spec.required || values.has(name)) continue;
    const shown =
      spec.type === "positional" || spec.type === "words" ? name.toUpperCase() : `--${name}`;
    throw usage(`${shown} is missing: ${spec.description}.`);
  }
}

function globalFlags(values: Values): GlobalFlags {
  const profile = values.get("profile");
  if (values.has("json") && values.has("yaml")) throw usage("Choose one of --json and --yaml.");
  return {
    format: values.has("json") ? "json" : values.has("yaml") ? "yaml" : "text",
    profile: Array.isArray(profile) ? profile[0] : undefined,
    quiet: values.has("quiet"),
    verbose: values.has("verbose"),
    color: !values.has("no-color"),
    yes: values.has("yes"),
  };
}

function accessors(specs: ArgumentSpecs, values: Values): ParsedArguments {
  const optionalText = (name: string) => {
    const value = values.get(name);
    return Array.isArray(value) ? value[0] : specs[name]?.default;
  };
  return {
    optionalText,
    text: (name) => {
      const value = optionalText(name);
      if (value === undefined) throw usage(`--${name} is missing.`);
      return value;
    },
    integer: (name, { min, max }) => {
      const value = optionalText(name);
      if (value === undefined) return undefined;
      const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
      if (!(number >= min && number <= max)) {
        throw usage(`--${name} must be a whole number from ${min} to ${max}, not "${value}".`);
      }
      return number;
    },
    is: (name) => values.get(name) === true,
    list: (name) => {
      const value = values.get(name);
      return Array.isArray(value) ? value : [];
    },
  };
}

function placeholder(name: string, specs: ArgumentSpecs): string {
  return specs[name]?.placeholder ?? name.toUpperCase();
}

function unknownFlag(word: string, specs: ArgumentSpecs): AppError {
  const flags = Object.keys(specs)
    .filter((name) => specs[name]?.type === "string" || specs[name]?.type === "boolean")
    .map((name) => `--${name}`);
  return usage(
    withSuggestion(`Unknown flag ${word.split("=")[0]}.`, word.split("=")[0] ?? "", flags),
  );
}

export function withSuggestion(sentence: string, word: string, candidates: string[]): string {
  const meant = suggest(word, candidates);
  return meant === undefined ? sentence : `${sentence} Did you mean ${meant}?`;
}

export function usage(message: string): AppError {
  return new AppError("USAGE", message);
}
