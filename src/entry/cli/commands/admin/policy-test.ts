import { AppError } from "#shared/errors.ts";
import { isJsonObject } from "#shared/json.ts";
import { openPolicyIfAny } from "./open-files.ts";
import type { CommandContext, ParsedArguments, Verb } from "#entry/cli/command.ts";

async function readLines(file: string): Promise<readonly string[]> {
  if (file === "-") return (await Bun.stdin.text()).split("\n");
  const source = Bun.file(file);
  if (!(await source.exists())) throw new AppError("NOT_FOUND", `There is no file ${file}.`);
  return (await source.text()).split("\n");
}

function refuseLine(number: number, problem: string): AppError {
  return new AppError("INVALID_INPUT", `Line ${number}: ${problem}. Expected {"text": "…"}.`, {
    details: { line: number },
  });
}

/** The text of one input line. No message repeats the line: it may hold a credential. */
export function parseTextLine(line: string, number: number): string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw refuseLine(number, "not JSON");
    throw cause;
  }
  if (!isJsonObject(value)) throw refuseLine(number, "not a JSON object");
  const text = value["text"];
  if (typeof text !== "string") throw refuseLine(number, 'no string member "text"');
  return text;
}

async function run(context: CommandContext, parsed: ParsedArguments): Promise<void> {
  const { selectKinds } = await import("#domain/governance/secrets/added/select-kinds.ts");
  const { scanForSecrets } = await import("#domain/governance/secrets/scan-value.ts");
  // Added kinds count; none is switched off, so that a feed says what the search itself can find.
  const { kindChoice } = (await openPolicyIfAny(context)) ?? { kindChoice: { added: [] } };
  const disabledKinds = selectKinds({ disabled: [], added: kindChoice.added });
  const lines = await readLines(parsed.text("jsonl"));
  for (const [at, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const value = { text: parseTextLine(line, at + 1) };
    const { findings, unscannable } = scanForSecrets(value, { disabledKinds });
    const shown = findings.map(({ kind, pointer, masked }) => ({ kind, pointer, masked }));
    const result = unscannable === null ? { findings: shown } : { findings: shown, unscannable };
    context.out.line(JSON.stringify(result));
  }
}

/** `admin policy test`: what the secret scan says of given texts; needs no profile, only knows its added kinds where there is one. */
export const policyTestVerb: Verb = {
  summary: "Search texts for credentials, as the secrets stage does.",
  description:
    'Reads JSON lines {"text": "…"} and prints one JSON line {"findings": [{"kind", "pointer", ' +
    '"masked"}]} for each, in order. A text that cannot be judged also has "unscannable". ' +
    "The exit code is 0 also with findings. Kinds that a profile adds or disables are looked for too.",
  arguments: {
    jsonl: {
      type: "string",
      required: true,
      placeholder: "FILE",
      description: "File of JSON lines; - reads standard input",
    },
  },
  examples: ["systemprompt admin policy test --jsonl texts.jsonl --json"],
  run,
};
