import { AppError } from "#shared/errors.ts";
import type { Verb } from "#entry/cli/command.ts";
import { openPolicyIfAny } from "./open-files.ts";

/** `admin policy kinds`: what is looked for, by whom it was added, and what is switched off. */
export const policyKindsVerb: Verb = {
  summary: "List the kinds of credentials that are looked for",
  description:
    "Each with its severity, who publishes its format and what to do with one that was found. " +
    "Without a profile the product's own kinds are listed.",
  arguments: {
    kind: {
      type: "string",
      placeholder: "ID",
      description: "One kind, or with a * at the end all that begin so: github.*",
    },
  },
  examples: [
    "systemprompt admin policy kinds --json",
    "systemprompt admin policy kinds --kind github.pat",
  ],
  async run(context, parsed) {
    const { listKinds } = await import("#app/governance/list-kinds.ts");
    const policy = await openPolicyIfAny(context);
    const kinds = listKinds(policy?.kindChoice ?? { disabled: [], added: [] });
    const asked = parsed.optionalText("kind");
    const shown = kinds.filter(({ id }) => asked === undefined || isMeant(asked, id));
    if (asked !== undefined && shown.length === 0) throw await unknownKind(asked, kinds);
    const rows = shown.map((kind) => ({ ...kind, state: kind.in_force ? "on" : "off" }));
    context.out.table(
      rows.map(({ state, ...kind }) =>
        context.flags.format === "text" ? { state, ...kind } : kind,
      ),
      asked === undefined ? columns : [...columns, ...more],
    );
  },
};

const columns = [
  { key: "id", heading: "KIND" },
  { key: "state", heading: "STATE" },
  { key: "severity", heading: "SEVERITY" },
  { key: "added_by", heading: "FROM" },
  { key: "title", heading: "TITLE" },
];
const more = [
  { key: "source", heading: "SOURCE" },
  { key: "remedy", heading: "REMEDY" },
];

function isMeant(asked: string, id: string): boolean {
  return asked.endsWith("*") ? id.startsWith(asked.slice(0, -1)) : id === asked;
}

async function unknownKind(asked: string, kinds: readonly { readonly id: string }[]) {
  const { suggest } = await import("#shared/suggest.ts");
  const ids = kinds.map(({ id }) => id);
  const meant = suggest(asked, ids);
  const isPattern = /[*?]/.test(asked.slice(0, -1));
  const hint = isPattern
    ? " Only one * is read, at the end: github.*"
    : meant === undefined
      ? ""
      : ` Did you mean ${meant}?`;
  return new AppError("NOT_FOUND", `There is no such kind.${hint}`);
}
