import {
  type SchemaOptions,
  type Static,
  type TObject,
  type TProperties,
  type TSchema,
  type TUnsafe,
  Type,
} from "@sinclair/typebox";

/** The only way to declare a schema object: unknown keys cannot slip through. */
export function strictObject<Properties extends TProperties>(
  properties: Properties,
  options: { readonly description?: string; readonly fills?: false } = {},
): TObject<Properties> {
  return Type.Object(properties, { ...options, additionalProperties: false });
}

/** One of a list of words. */
export function oneOf<const Words extends readonly string[]>(
  words: Words,
  options: SchemaOptions = {},
): TUnsafe<Words[number]> {
  return Type.Unsafe<Words[number]>(
    Type.Union(
      words.map((word) => Type.Literal(word)),
      options,
    ),
  );
}

export type { Static, TSchema };
export { Type };
