import type { Noun } from "#entry/cli/command.ts";

export const session: Noun = {
  summary: "Sessions of a user",
  verbs: {
    list: {
      summary: "List a user's sessions, newest first",
      arguments: {
        user: {
          type: "positional",
          description: "The user's id or e-mail address",
          required: true,
        },
      },
      run: async (context, parsed) => {
        const { users, tokens } = await context.open();
        const user = await users.find(parsed.text("user"));
        const rows = (await tokens.listSessions(user.id)).map((found) => ({
          id: found.id,
          client_id: found.clientId,
          created_at: found.createdAt.toISOString(),
          last_seen_at: found.lastSeenAt.toISOString(),
          expires_at: found.expiresAt.toISOString(),
          ended_at: found.endedAt?.toISOString() ?? null,
        }));
        context.out.table(rows, [
          { key: "id", heading: "ID" },
          { key: "client_id", heading: "CLIENT" },
          { key: "created_at", heading: "CREATED" },
          { key: "last_seen_at", heading: "LAST SEEN" },
          { key: "expires_at", heading: "EXPIRES" },
          { key: "ended_at", heading: "ENDED" },
        ]);
      },
    },
    end: {
      summary: "End a session: its tokens stop within 2 s",
      arguments: {
        session: { type: "positional", description: "The session's id", required: true },
      },
      run: async (context, parsed) => {
        const { tokens, actor } = await context.open();
        await tokens.endSession(actor, parsed.text("session"));
        context.out.document({ ended: true }, () => "Ended.");
      },
    },
  },
};
