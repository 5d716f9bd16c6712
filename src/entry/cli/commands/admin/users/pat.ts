import type { PersonalToken } from "#domain/tokens/queries/personal-tokens.ts";
import type { Noun, Verb } from "#entry/cli/command.ts";

const daysMax = 3_650;

const userArgument = {
  type: "positional",
  description: "The user's id or e-mail address",
  required: true,
} as const;

function toRecord(token: PersonalToken) {
  return {
    id: token.id,
    name: token.name,
    prefix: token.prefix,
    created_at: token.createdAt.toISOString(),
    last_used_at: token.lastUsedAt?.toISOString() ?? null,
    expires_at: token.expiresAt?.toISOString() ?? null,
    revoked_at: token.revokedAt?.toISOString() ?? null,
  };
}

const issue: Verb = {
  summary: "Issue a personal access token; it is shown once",
  arguments: {
    user: userArgument,
    name: { type: "string", placeholder: "N", description: "What it is for", required: true },
    days: { type: "string", placeholder: "N", description: "Ends after so many days" },
    "token-only": { type: "boolean", description: "Print the token and nothing else" },
  },
  examples: ["systemprompt admin users pat issue ci@example.test --name build --token-only"],
  run: async (context, parsed) => {
    const { users, tokens, actor } = await context.open();
    const user = await users.find(parsed.text("user"));
    const days = parsed.integer("days", { min: 1, max: daysMax });
    const input = { name: parsed.text("name"), ...(days === undefined ? {} : { days }) };
    const issued = await tokens.issuePersonalToken(actor, user.id, input);
    if (parsed.is("token-only")) return context.out.line(issued.token);
    context.out.document({ ...toRecord(issued), token: issued.token }, () => issued.token);
    context.out.note("Keep it: only its hash is stored. It is valid wherever an access token is.");
  },
};

const list: Verb = {
  summary: "List a user's personal access tokens, never their secret",
  arguments: { user: userArgument },
  run: async (context, parsed) => {
    const { users, tokens } = await context.open();
    const user = await users.find(parsed.text("user"));
    const rows = (await tokens.listPersonalTokens(user.id)).map(toRecord);
    context.out.table(rows, [
      { key: "id", heading: "ID" },
      { key: "name", heading: "NAME" },
      { key: "prefix", heading: "PREFIX" },
      { key: "created_at", heading: "CREATED" },
      { key: "last_used_at", heading: "LAST USED" },
      { key: "expires_at", heading: "EXPIRES" },
      { key: "revoked_at", heading: "REVOKED" },
    ]);
  },
};

const revoke: Verb = {
  summary: "Revoke a personal access token: it stops within 2 s",
  arguments: {
    token: { type: "positional", description: "The token's id or prefix", required: true },
  },
  run: async (context, parsed) => {
    const { tokens, actor } = await context.open();
    const revoked = await tokens.revokePersonalToken(actor, parsed.text("token"));
    context.out.document({ id: revoked.id, revoked: true }, () => `Revoked ${revoked.prefix}.`);
  },
};

export const pat: Noun = {
  summary: "Personal access tokens of a user",
  verbs: { issue, list, revoke },
};
