import type { Noun } from "#entry/cli/command.ts";

export const session: Noun = {
  summary: "Sign in on this machine",
  verbs: {
    login: {
      summary: "Open a session for a user and print its access token",
      description:
        "Whoever may read the profile's keys may do this; the row names the account on this machine.",
      arguments: {
        email: { type: "string", placeholder: "E", description: "E-mail address", required: true },
        "token-only": { type: "boolean", description: "Print the token and nothing else" },
      },
      examples: [
        'curl -H "Authorization: Bearer $(systemprompt admin session login --email admin@localhost --token-only)" …',
      ],
      run: async (context, parsed) => {
        const { users, tokens, actor } = await context.open();
        const user = await users.find(parsed.text("email"));
        const issued = await tokens.login(actor, user.id);
        if (parsed.is("token-only")) return context.out.line(issued.token);
        const document = {
          token: issued.token,
          session_id: issued.sessionId,
          expires_at: issued.expiresAt.toISOString(),
        };
        context.out.document(document, () => issued.token);
        context.out.note(
          `Valid until ${document.expires_at}. Send it as "Authorization: Bearer <token>"; ` +
            "--token-only prints it alone.",
        );
      },
    },
  },
};
