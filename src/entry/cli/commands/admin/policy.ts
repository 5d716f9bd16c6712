import { AppError, isAppError } from "#shared/errors.ts";
import { isJsonObject, type JsonValue } from "#shared/json.ts";
import type { Noun, Verb } from "#entry/cli/command.ts";
import { policyKindsVerb as kinds } from "./policy-kinds.ts";
import { policyShowVerb as show } from "./policy-show.ts";
import { commandArguments, testCommand } from "./policy-test-command.ts";
import { testLines, testText } from "./policy-test.ts";
import { openFiles } from "./open-files.ts";

const explain: Verb = {
  summary: "Decide about a call without making it, stage by stage",
  description: "Nothing is charged, recorded or run. The rate stage is shown as admitted.",
  arguments: {
    user: {
      type: "string",
      required: true,
      placeholder: "U",
      description: "Id or e-mail; anonymous for callers without a credential",
    },
    tool: {
      type: "string",
      required: true,
      placeholder: "S/T",
      description: "Server and tool, or hook://Bash",
    },
    input: { type: "string", placeholder: "JSON", description: "The call's arguments" },
  },
  examples: [
    "systemprompt admin policy explain --user ada@example.com --tool workspace/read_file",
    `systemprompt admin policy explain --user ada@example.com --tool hook://Bash --input '{"command":"ls"}'`,
  ],
  async run(context, parsed) {
    const { nameEntity } = await import("#app/governance/name-entity.ts");
    const { explainCall } = await import("#app/governance/explain-call.ts");
    const { systemClock } = await import("#shared/clock.ts");
    const { findPrincipal } = await import("./find-principal.ts");
    const entity = nameEntity(parsed.text("tool"));
    const input = await readInput(parsed.optionalText("input") ?? "{}");
    if (entity.server !== undefined && !isJsonObject(input)) {
      throw new AppError("INVALID_INPUT", "--input must be a JSON object: the tool's arguments.");
    }
    const { policy } = await openFiles(context);
    const principal = await findPrincipal(context, parsed.text("user"));
    const monotonicMs = systemClock.monotonicMs;
    const verdict = explainCall({ principal, entity, input, policy, monotonicMs });
    context.out.document(verdict, () =>
      [
        ...verdict.stages.map(
          (s) =>
            `${s.stage.padEnd(11)} ${s.result.padEnd(8)} ${String(s.durationUs).padStart(6)} µs` +
            (s.exceptions === undefined ? "" : ` by the exception ${s.exceptions.join(", ")}`),
        ),
        `${verdict.verdict}: ${verdict.code ?? "no objection"} (${verdict.policy})`,
        verdict.reason,
      ].join("\n"),
    );
  },
};

async function readInput(text: string): Promise<JsonValue> {
  const { parseGovernedJson } = await import("#shared/parse-json.ts");
  try {
    return parseGovernedJson(text);
  } catch (cause) {
    if (!isAppError(cause) || cause.code !== "INVALID_INPUT") throw cause;
    throw new AppError("INVALID_INPUT", cause.message.replace("The body", "--input"), { cause });
  }
}

/** Either of them, alone. */
const tested = ["jsonl", "text", "command"] as const;

const test: Verb = {
  summary: "Search texts for credentials, or say what is found in commands and calls",
  description:
    'Reads JSON lines and prints one for each, in order. {"text": "…"} is searched: {"findings": ' +
    '[{"kind", "pointer", "masked", "remedy"}]}, and "unscannable" where it cannot be judged; ' +
    'every kind counts, also one that is switched off. An "id" is repeated, empty lines are ' +
    "passed over, and JSON inside of a text is a text: give arguments as " +
    '{"tool", "arguments"}. {"prompt": "…"}, {"command": "…"} and {"tool": "…", ' +
    '"arguments": {…}} (or a hook\'s "tool_name" and "tool_input", with "server" and "cwd") are ' +
    'judged as calls: "verdict", "findings" and "blocklist". ' +
    "The exit code is 0 also with findings.",
  arguments: {
    jsonl: {
      type: "string",
      placeholder: "FILE",
      description: "File of JSON lines; - reads standard input",
    },
    text: { type: "string", placeholder: "TEXT", description: "One text to search" },
    ...commandArguments,
  },
  examples: [
    "systemprompt admin policy test --jsonl texts.jsonl --json",
    'systemprompt admin policy test --command "git push --force"',
    'systemprompt admin policy test --command "rm -rf out" --cwd /srv --server build',
  ],
  async run(context, parsed) {
    const given = tested.filter((name) => parsed.optionalText(name) !== undefined);
    const [what] = given;
    if (what === undefined || given.length > 1) {
      throw new AppError("USAGE", "Give one of --jsonl FILE, --text TEXT and --command TEXT.");
    }
    if (what === "command") return testCommand(context, parsed, parsed.text("command"));
    const others = ["cwd", "server", "tool"];
    const stray = others.find((name) => parsed.optionalText(name) !== undefined);
    if (stray !== undefined) throw new AppError("USAGE", `--${stray} belongs to --command.`);
    await (what === "text"
      ? testText(context, parsed.text("text"))
      : testLines(context, parsed.text("jsonl")));
  },
};

export const policy: Noun = {
  summary: "What decides about calls, and why it decided so",
  verbs: { show, kinds, explain, test },
};
