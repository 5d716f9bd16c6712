import { oneOf, type Static, strictObject, Type } from "../schema.ts";

const partSchema = Type.Union([
  strictObject({ text: Type.String({ minLength: 1, maxLength: 64 }) }),
  strictObject({
    words: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 50 }),
  }),
  strictObject({
    set: Type.String({
      pattern: "^[ -~]{1,64}$",
      hint: "the inside of a character class, such as A-Za-z0-9_",
    }),
    min: Type.Integer({ minimum: 1, maximum: 5_000 }),
    max: Type.Optional(Type.Integer({ minimum: 1, maximum: 5_000 })),
  }),
]);

const example = Type.String({ minLength: 1, maxLength: 4_000 });

/**
 * A kind of credential that an operator or an extension adds. The format is `parts`, or a `pattern`
 * with its `keywords`. Examples are made up: they stand in the configuration for everyone to read.
 */
export const secretKindSchema = strictObject({
  id: Type.String({
    pattern: "^[a-z0-9][a-z0-9-]{0,31}\\.[a-z0-9][a-z0-9-]{0,31}$",
    hint: "two lower-case words with a dot, such as acme.deploy-token",
    description: "In rows and in the code SECRET.<id>; stable for ever.",
  }),
  title: Type.String({ minLength: 1, maxLength: 100 }),
  source: Type.Optional(
    Type.String({ minLength: 1, maxLength: 300, description: "Who publishes the format." }),
  ),
  severity: oneOf(["critical", "high", "medium"]),
  remedy: Type.String({
    minLength: 1,
    maxLength: 300,
    description: "What to do with one that was found, in a sentence: Revoke it: …",
  }),
  keywords: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
      minItems: 1,
      maxItems: 16,
      description: "Texts one of which each match holds; the pattern runs only where one occurs.",
    }),
  ),
  pattern: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 1_000,
      description: "Bounded regular expression; its group, if it has one, is the secret.",
    }),
  ),
  parts: Type.Optional(Type.Array(partSchema, { minItems: 1, maxItems: 32 })),
  entropy_min: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 7,
      description: "Bits for each character that the secret has at least.",
    }),
  ),
  matches: Type.Array(example, {
    minItems: 1,
    maxItems: 20,
    description: "Texts in which it must be found.",
  }),
  ignores: Type.Array(example, {
    minItems: 1,
    maxItems: 20,
    description: "Texts in which it must not be found.",
  }),
});

export type SecretKindRow = Static<typeof secretKindSchema>;

/** What is wrong with one row of a list, and where in it. */
export interface SecretKindProblem {
  readonly index: number;
  readonly path: readonly (string | number)[];
  readonly message: string;
}
