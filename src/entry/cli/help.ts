import type { ArgumentSpec, ArgumentSpecs, Noun, Verb } from "./command.ts";
import { isNoun } from "./command.ts";
import { globalArguments } from "./parse-words.ts";

type Row = readonly [string, string];

export function nounHelp(path: readonly string[], noun: Noun): string {
  const entries = Object.entries(noun.verbs);
  const rows = entries.map(([name, entry]): Row => [name, entry.summary]);
  const next = entries.every(([, entry]) => isNoun(entry)) ? "<noun>" : "<verb>";
  return page([
    `${noun.summary}.`,
    `Usage: ${path.join(" ")} ${next} …`,
    section("", rows),
    `${path.join(" ")} ${next} --help tells more.`,
  ]);
}

export function verbHelp(path: readonly string[], verb: Verb): string {
  const specs = verb.arguments ?? {};
  const own = Object.entries(specs).map(([name, spec]): Row => [
    argumentShape(name, spec),
    argumentText(spec),
  ]);
  return page([
    `${verb.summary}.`,
    verb.description,
    `Usage: ${[...path, ...usageWords(specs)].join(" ")}`,
    section("Arguments", own),
    section("Everywhere", globalRows()),
    verb.examples ? `Examples:\n${verb.examples.map((line) => `  ${line}`).join("\n")}` : undefined,
  ]);
}

export function globalRows(): Row[] {
  return Object.entries(globalArguments).map(([name, spec]) => [
    argumentShape(name, spec),
    spec.description,
  ]);
}

function usageWords(specs: ArgumentSpecs): string[] {
  return Object.entries(specs).map(([name, spec]) => {
    const shape = argumentShape(name, spec);
    return spec.required ? shape : `[${shape}]`;
  });
}

function argumentShape(name: string, spec: ArgumentSpec): string {
  if (spec.type === "positional") return (spec.placeholder ?? name).toUpperCase();
  if (spec.type === "words") return `${(spec.placeholder ?? name).toUpperCase()}…`;
  return spec.type === "boolean"
    ? `--${name}`
    : `--${name} ${spec.placeholder ?? name.toUpperCase()}`;
}

function argumentText(spec: ArgumentSpec): string {
  return spec.default === undefined
    ? spec.description
    : `${spec.description} (default: ${spec.default})`;
}

export function section(title: string, rows: readonly Row[]): string | undefined {
  if (rows.length === 0) return undefined;
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`);
  return title === "" ? lines.join("\n") : `${title}:\n${lines.join("\n")}`;
}

export function page(parts: readonly (string | undefined)[]): string {
  return `${parts.filter((part) => part !== undefined).join("\n\n")}\n`;
}
