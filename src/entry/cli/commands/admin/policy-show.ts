import type { Verb } from "#entry/cli/command.ts";
import { openFiles } from "./open-files.ts";

/** `admin policy show`: what decides, on one screen; the kinds have a verb of their own. */
export const policyShowVerb: Verb = {
  summary: "Show what decides: stages, categories, exceptions, kinds of secrets, declared tools",
  async run(context) {
    const { pipeline } = await import("#domain/governance/govern.ts");
    const { listKinds } = await import("#app/governance/list-kinds.ts");
    const { isOver } = await import("#domain/governance/blocklist/exceptions.ts");
    const { systemClock } = await import("#shared/clock.ts");
    const { policy, config } = await openFiles(context);
    const kinds = listKinds(policy.kindChoice);
    const off = kinds.filter((kind) => !kind.in_force).map(({ id }) => id);
    const exceptions = (config.governance.blocklist?.exceptions ?? []).map((exception) => ({
      ...exception,
      holds: !isOver(exception, systemClock.nowMs()),
    }));
    const document = {
      hash: policy.hash,
      stages: pipeline.map((row) => row.stage),
      blocklist: policy.blocklist,
      exceptions,
      secrets: {
        kinds: kinds.length - off.length,
        added: kinds.filter((kind) => kind.added_by !== "product").map(({ id }) => id),
        disabled: off,
      },
      rules: policy.access.rules.length,
      servers: Object.fromEntries(policy.servers),
      tools: Object.fromEntries(policy.tools),
    };
    context.out.document(document, () =>
      [
        `snapshot   ${document.hash}`,
        `stages     ${document.stages.join(" → ")}`,
        `rules      ${document.rules} (systemprompt admin access list)`,
        `secrets    ${document.secrets.kinds} kinds (systemprompt admin policy kinds)`,
        ...off.map((kind) => `  ${kind} (off)`),
        ...document.secrets.added.map((kind) => `  ${kind} (added)`),
        "blocklist",
        ...Object.entries(policy.blocklist).map(([name, how]) => `  ${name.padEnd(22)} ${how}`),
        ...exceptions.map(
          ({ id, entity, category, rule, until, holds }) =>
            `  exception ${id}: ${category ?? rule} at ${entity} ` +
            (holds ? `until ${until}` : `is over since ${until}`),
        ),
      ].join("\n"),
    );
  },
};
