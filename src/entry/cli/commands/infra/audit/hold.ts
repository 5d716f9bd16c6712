import type { CommandContext, Noun } from "#entry/cli/command.ts";

const reason = {
  type: "string",
  placeholder: "R",
  description: "Why, in words that may be kept for ever",
  required: true,
} as const;

export const hold: Noun = {
  summary: "Legal holds: what must be neither dropped nor erased",
  verbs: {
    place: {
      summary: "Keep months, and persons, until the hold is released",
      description:
        "No month that the hold touches by a day is dropped; without --from or --to it is open " +
        "on that side. A person that it names is not erased; without --user nobody is. It is in " +
        "force on every replica as soon as the command returns.",
      arguments: {
        reason,
        user: { type: "string", placeholder: "U", description: "A user's id or e-mail address" },
        from: { type: "string", placeholder: "DAY", description: "First day, YYYY-MM-DD in UTC" },
        to: { type: "string", placeholder: "DAY", description: "Last day, YYYY-MM-DD in UTC" },
      },
      examples: ['systemprompt infra audit hold place --reason "claim 4711" --from 2026-01-01'],
      run: async (context, parsed) => {
        const deps = await context.open();
        const holds = await openHolds(context);
        const user = parsed.optionalText("user");
        const act = await holds.place(deps.actor, {
          reason: parsed.text("reason"),
          userId: user === undefined ? null : (await deps.users.find(user)).id,
          from: parsed.optionalText("from") ?? null,
          to: parsed.optionalText("to") ?? null,
        });
        context.out.document(act, () => `Placed the hold ${act.hold_id}.`);
      },
    },
    list: {
      summary: "Every hold that was ever placed, with who released it",
      run: async (context) => {
        const holds = await (await openHolds(context)).list();
        const rows = holds.map((one) => ({
          id: one.id,
          state: one.releasedAt === null ? "in force" : "released",
          user_id: one.userId,
          from: one.from,
          to: one.to,
          reason: one.reason,
          placed_by: one.placedBy,
          placed_at: one.placedAt,
          released_by: one.releasedBy,
          released_at: one.releasedAt,
        }));
        context.out.table(rows, [
          { key: "id", heading: "ID" },
          { key: "state", heading: "STATE" },
          { key: "user_id", heading: "USER" },
          { key: "from", heading: "FROM" },
          { key: "to", heading: "TO" },
          { key: "reason", heading: "REASON" },
          { key: "placed_by", heading: "PLACED BY" },
          { key: "placed_at", heading: "PLACED AT" },
        ]);
      },
    },
    release: {
      summary: "End a hold; what it alone kept may be dropped at the next run",
      arguments: {
        id: { type: "positional", description: "The hold's id", required: true },
        reason,
      },
      run: async (context, parsed) => {
        const { actor } = await context.open();
        const holds = await openHolds(context);
        const act = await holds.release(actor, parsed.text("id"), parsed.text("reason"));
        context.out.document(act, () => `Released the hold ${act.hold_id}.`);
      },
    },
  },
};

async function openHolds(context: CommandContext) {
  const retention = await import("#app/retention/retention-deps.ts");
  return retention.openHolds(await context.open());
}
