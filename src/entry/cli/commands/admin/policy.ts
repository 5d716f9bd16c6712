import { AppError } from "#shared/errors.ts";
import type { JsonValue } from "#shared/json.ts";
import type { Noun, Verb } from "#entry/cli/command.ts";
import { policyTestVerb } from "./policy-test.ts";
import { openFiles } from "./open-files.ts";

const show: Verb = {
  summary: "Show what decides: stages, categories, kinds of secrets, declared tools",
  async run(context) {
    const { pipeline } = await import("#domain/governance/govern.ts");
    const { secretKindIds } = await import("#domain/governance/secrets/kinds.ts");
    const { policy, config } = await openFiles(context);
    const disabled = new Set(config.governance.secrets?.disabled_kinds ?? []);
    const document = {
      hash: policy.hash,
      stages: pipeline.map((row) => row.stage),
      blocklist: policy.blocklist,
      secrets: {
        kinds: [...secretKindIds].filter((kind) => !disabled.has(kind)),
        disabled: [...disabled],
      },
      rules: policy.access.rules.length,
      tools: Object.fromEntries(policy.tools),
    };
    context.out.document(document, () =>
      [
        `snapshot   ${document.hash}`,
        `stages     ${document.stages.join(" → ")}`,
        `rules      ${document.rules} (systemprompt admin access list)`,
        "blocklist",
        ...Object.entries(policy.blocklist).map(([name, how]) => `  ${name.padEnd(22)} ${how}`),
        `secrets    ${document.secrets.kinds.length} kinds, ${disabled.size} switched off`,
        ...document.secrets.kinds.map((kind) => `  ${kind}`),
        ...[...disabled].map((kind) => `  ${kind} (off)`),
      ].join("\n"),
    );
  },
};

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
            `${s.stage.padEnd(11)} ${s.result.padEnd(8)} ${String(s.durationUs).padStart(6)} µs`,
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
    command: {
      type: "string",
      placeholder: "TEXT",
      description: "A shell command; prints the categories that it falls in",
    },
  },
  examples: [
    ...(policyTestVerb.examples ?? []),
    'systemprompt admin policy test --command "git push --force"',
  ],
  async run(context, parsed) {
    const command = parsed.optionalText("command");
    const jsonl = parsed.optionalText("jsonl");
    if (command === undefined) return policyTestVerb.run(context, parsed);
    if (jsonl !== undefined) throw new AppError("USAGE", "Give --jsonl or --command, not both.");
    const { explainCommand } = await import("#domain/governance/blocklist/explain-command.ts");
    const { blocklistCategories } = await import("#domain/governance/blocklist/categories.ts");
    const findings = explainCommand(command, defaultReactions(blocklistCategories), process.cwd());
    context.out.document({ command, findings }, () =>
      findings.length === 0
        ? "The blocklist finds nothing in this command."
        : findings
            .map((f) => `${f.reaction.padEnd(4)} ${f.category} (${f.rule}): ${f.what}`)
            .join("\n"),
    );
  },
};

/** Like the search for credentials, this needs no profile: the categories' own reactions. */
function defaultReactions<Name extends string, How>(
  categories: Readonly<Record<Name, { readonly reaction: How }>>,
): Readonly<Record<Name, How>> {
  const entries = Object.entries<{ readonly reaction: How }>(categories);
  return Object.fromEntries(entries.map(([name, { reaction }]) => [name, reaction])) as Record<
    Name,
    How
  >;
}

export const policy: Noun = {
  summary: "What decides about calls, and why it decided so",
  verbs: { show, explain, test },
};
