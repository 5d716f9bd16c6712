import { errorTable } from "#shared/errors.ts";
import { version } from "#shared/version.ts";
import type { LocalDeps } from "#app/runtime/local-deps.ts";
import type { CommandContext, GlobalFlags, Noun, ParsedArguments, Verb } from "./command.ts";
import { isNoun } from "./command.ts";
import { describeFailure } from "./exit.ts";
import { globalRows, nounHelp, page, section, verbHelp } from "./help.ts";
import { parseWords, usage, withSuggestion } from "./parse-words.ts";
import { createOutput, type Streams } from "./print-output.ts";
import { domains } from "./root.ts";

const program = "systemprompt";

/** Runs one command line; the result is the exit code. */
export async function runCli(argv: readonly string[], streams: Streams): Promise<number> {
  try {
    return await dispatch(argv, streams);
  } catch (error) {
    const failure = describeFailure(error, {
      format: argv.includes("--json") ? "json" : "text",
      verbose: argv.includes("--verbose"),
    });
    streams.err(failure.text);
    return failure.exitCode;
  }
}

async function dispatch(argv: readonly string[], streams: Streams): Promise<number> {
  const [first, ...rest] = argv;
  if (first === undefined || first === "help" || first === "--help" || first === "-h") {
    streams.out(rootHelp());
    return 0;
  }
  if (first === "--version" || first === "version") {
    streams.out(`${program} ${version}\n`);
    return 0;
  }
  const domain = Object.hasOwn(domains, first) ? domains[first] : undefined;
  if (!domain) throw unknownWord("domain", first, Object.keys(domains), program);
  return descend([program, first], await loadDomain(domain, rest[0]), rest, streams);
}

/** Loads only the noun that is named; all of them when help must list them. */
async function loadDomain(
  domain: { summary: string; nouns: Readonly<Record<string, () => Promise<Noun | Verb>>> },
  named: string | undefined,
): Promise<Noun> {
  const isKnown = named !== undefined && Object.hasOwn(domain.nouns, named);
  const wanted = isKnown ? [named] : Object.keys(domain.nouns);
  const loaded = await Promise.all(
    wanted.map(async (name) => [name, await domain.nouns[name]?.()] as const),
  );
  const verbs = Object.fromEntries(loaded.filter(([, noun]) => noun !== undefined));
  return { summary: domain.summary, verbs: verbs as Record<string, Noun | Verb> };
}

async function descend(
  path: readonly string[],
  entry: Noun | Verb,
  words: readonly string[],
  streams: Streams,
): Promise<number> {
  if (!isNoun(entry)) return runVerb(path, entry, words, streams);
  const [word, ...rest] = words;
  if (word === undefined) {
    streams.err(nounHelp(path, entry));
    return errorTable.USAGE.exit;
  }
  if (word === "--help" || word === "-h" || word === "help") {
    streams.out(nounHelp(path, entry));
    return 0;
  }
  const next = Object.hasOwn(entry.verbs, word) ? entry.verbs[word] : undefined;
  if (!next) throw unknownWord("word", word, Object.keys(entry.verbs), path.join(" "));
  return descend([...path, word], next, rest, streams);
}

async function runVerb(
  path: readonly string[],
  verb: Verb,
  words: readonly string[],
  streams: Streams,
): Promise<number> {
  const { flags, help, parsed } = parseWords(words, verb.arguments ?? {});
  if (help) {
    streams.out(verbHelp(path, verb));
    return 0;
  }
  if (isDestructive(verb, parsed) && !flags.yes) await confirm(path, streams);
  const out = await createOutput(flags, streams);
  const opened: LocalDeps[] = [];
  const context: CommandContext = { flags, out, open: () => openOnce(flags, opened) };
  try {
    await verb.run(context, parsed);
  } finally {
    for (const deps of opened) await deps.close();
  }
  return 0;
}

function isDestructive({ destructive = false }: Verb, parsed: ParsedArguments): boolean {
  return typeof destructive === "function" ? destructive(parsed) : destructive;
}

async function openOnce(flags: GlobalFlags, opened: LocalDeps[]): Promise<LocalDeps> {
  const present = opened[0];
  if (present) return present;
  const { openLocal } = await import("#app/runtime/open-local.ts");
  const deps = await openLocal(flags.profile === undefined ? {} : { profile: flags.profile });
  opened.push(deps);
  return deps;
}

async function confirm(path: readonly string[], streams: Streams): Promise<void> {
  const refusal = usage(`"${path.slice(1).join(" ")}" cannot be undone: add --yes to go on.`);
  if (!process.stdin.isTTY) throw refusal;
  streams.err(`"${path.slice(1).join(" ")}" cannot be undone. Go on? [y/N] `);
  for await (const line of console) {
    if (/^y(es)?$/i.test(line.trim())) return;
    break;
  }
  throw refusal;
}

function unknownWord(what: string, word: string, known: string[], path: string): Error {
  const sentence = withSuggestion(`Unknown ${what} "${word}".`, word, known);
  return usage(`${sentence} "${path} --help" lists what there is.`);
}

export function rootHelp(): string {
  return page([
    `${program} ${version}: one executable between AI agents and everything they touch.`,
    `Usage: ${program} <domain> <noun> <verb> …`,
    section(
      "Domains",
      Object.entries(domains).map(([name, { summary }]) => [name, summary]),
    ),
    section("Everywhere", [...globalRows(), ["--version", "Show the version"]]),
    `${program} <domain> --help tells more.`,
  ]);
}
