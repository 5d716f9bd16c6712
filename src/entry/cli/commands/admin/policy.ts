import { AppError } from "#shared/errors.ts";
import type { JsonValue } from "#shared/json.ts";
import type { Noun, Verb } from "#entry/cli/command.ts";
import { policyKindsVerb as kinds } from "./policy-kinds.ts";
import { policyShowVerb as show } from "./policy-show.ts";
import { commandArguments, testCommand } from "./policy-test-command.ts";
import { policyTestVerb } from "./policy-test.ts";
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
  return parseGovernedJson(text);
}

const test: Verb = {
  ...policyTestVerb,
  summary: "Search texts for credentials, or say what the blocklist finds in a command",
  arguments: {
    jsonl: {
      ...policyTestVerb.arguments?.["jsonl"],
      type: "string",
      required: false,
      description: "File of JSON lines; - reads standard input",
    },
    ...commandArguments,
  },
  examples: [
    ...(policyTestVerb.examples ?? []),
    'systemprompt admin policy test --command "git push --force"',
    'systemprompt admin policy test --command "rm -rf out" --cwd /srv --server build',
  ],
  async run(context, parsed) {
    const command = parsed.optionalText("command");
    const jsonl = parsed.optionalText("jsonl");
    if (command === undefined) return policyTestVerb.run(context, parsed);
    if (jsonl !== undefined) throw new AppError("USAGE", "Give --jsonl or --command, not both.");
    await testCommand(context, parsed, command);
  },
};

export const policy: Noun = {
  summary: "What decides about calls, and why it decided so",
  verbs: { show, kinds, explain, test },
};
