import { secretKindSchema } from "#shared/secrets/secret-kind.ts";
import { oneOf, type Static, strictObject, Type } from "#shared/schema.ts";

const reaction = oneOf(["deny", "ask", "off"]);

/** What a category or one rule would stop, and shall pass all the same, for a while. */
export const blocklistExceptionSchema = strictObject({
  id: Type.String({
    pattern: "^[a-z0-9][a-z0-9.-]{0,63}$",
    hint: "lower-case letters, digits, dots and hyphens, at most 64",
    description: "Named in the row of each call that it lets pass.",
  }),
  entity: Type.String({
    pattern: "^(mcp|hook|inference|a2a)://[^\\s]+$",
    hint: "a target such as mcp://workspace/run, mcp://workspace or hook://Bash",
    description: "Where it holds, as access rules name it.",
  }),
  subject: Type.Optional(
    Type.String({
      pattern: "^(role|department):\\S(.*\\S)?$",
      hint: "role:<tier> or department:<name>",
      description: "For whom it holds; absent: for everybody.",
    }),
  ),
  category: Type.Optional(Type.String({ minLength: 1 })),
  rule: Type.Optional(
    Type.String({ minLength: 1, description: "Id of one rule; admin policy test names it." }),
  ),
  arguments: Type.Optional(
    Type.Record(
      Type.String({ minLength: 1 }),
      Type.Union([Type.String(), Type.Array(Type.String())]),
      { description: "It holds for calls with exactly these values only." },
    ),
  ),
  reason: Type.String({ minLength: 1, maxLength: 500, description: "Why, for who reviews it." }),
  until: Type.String({
    pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    hint: "a date such as 2026-12-31",
    description: "The last day on which it holds, in UTC.",
  }),
});

const multiplier = (byDefault: number) =>
  Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 10_000, default: byDefault }));

export const rateLimitsSchema = strictObject({
  per_session_per_minute: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1_000_000, default: 300 }),
  ),
  multipliers: Type.Optional(
    strictObject(
      {
        admin: multiplier(10),
        user: multiplier(1),
        service: multiplier(5),
        a2a: multiplier(5),
        mcp: multiplier(5),
        anonymous: multiplier(0.5),
      },
      { description: "Each tier's budget as a multiple of per_session_per_minute." },
    ),
  ),
  burst: Type.Optional(
    strictObject({
      multiplier: Type.Optional(Type.Number({ minimum: 1, maximum: 100, default: 1.5 })),
      window_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, default: 10 })),
    }),
  ),
  user_ceiling: Type.Optional(
    Type.Number({
      minimum: 1,
      maximum: 1_000,
      default: 3,
      description: "A user's budget over all sessions, as a multiple of one session's.",
    }),
  ),
});

export const retentionSchema = strictObject({
  audit_months: Type.Optional(
    Type.Unsafe<number | "keep">(
      Type.Union(
        [
          Type.Integer({ minimum: 1, maximum: 1_200 }),
          Type.String({ pattern: "^keep$", hint: "a whole number of months, or keep" }),
        ],
        {
          default: "keep",
          description:
            "How many months audit rows are kept at least; keep: nothing is ever dropped. Months " +
            "go whole, so a row may stay for up to a month longer; the current month and the one " +
            "before it always stay.",
        },
      ),
    ),
  ),
});

export const governanceSchema = strictObject({
  secrets: Type.Optional(
    strictObject({
      disabled_kinds: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
      kinds: Type.Optional(
        Type.Array(secretKindSchema, {
          description: "Kinds of credentials beside the product's own.",
        }),
      ),
    }),
  ),
  blocklist: Type.Optional(
    strictObject({
      categories: Type.Optional(
        Type.Record(Type.String({ pattern: "^[a-z][a-z0-9-]*$" }), reaction, {
          description: "Category name to deny, ask or off. An unknown category is refused.",
        }),
      ),
      exceptions: Type.Optional(
        Type.Array(blocklistExceptionSchema, {
          maxItems: 500,
          description: "What may pass for a while, each with a reason and a last day.",
        }),
      ),
    }),
  ),
  rate_limits: Type.Optional(rateLimitsSchema),
  evidence: Type.Optional(
    strictObject({
      excerpt_bytes_max: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 1_048_576,
          default: 8_192,
          description: "Bytes of masked input and output kept for each tool execution.",
        }),
      ),
    }),
  ),
  retention: Type.Optional(retentionSchema),
});

export type RateLimitsConfig = Static<typeof rateLimitsSchema>;
export type BlocklistException = Static<typeof blocklistExceptionSchema>;
export type GovernanceConfig = Static<typeof governanceSchema>;
