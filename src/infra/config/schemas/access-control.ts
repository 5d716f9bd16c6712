import { oneOf, type Static, strictObject, Type } from "#shared/schema.ts";

/**
 * One rule. `entity` is a target (`mcp://workspace/read_file`), a whole server (`mcp://workspace`),
 * or a pattern whose last segment is `*` (`hook://*`). `subject` is `role:<tier>`,
 * `department:<name>` or `user:<id or e-mail>`.
 */
export const accessRuleSchema = strictObject({
  entity: Type.String({
    pattern: "^(mcp|hook|inference|a2a|route|skill|plugin|marketplace)://[^\\s]+$",
    hint: "a target such as mcp://workspace/read_file, mcp://workspace or hook://*",
  }),
  subject: Type.String({
    pattern: "^(role|department|user):\\S(.*\\S)?$",
    hint: "role:<tier>, department:<name> or user:<id or e-mail>",
  }),
  access: oneOf(["allow", "deny"]),
  auto_approve: Type.Optional(
    Type.Boolean({
      default: false,
      description: "Hooks answer an explicit allow, which skips the user's own prompt.",
    }),
  ),
  reason: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
});

export const accessControlSchema = strictObject({
  rules: Type.Array(accessRuleSchema),
});

export type AccessRule = Static<typeof accessRuleSchema>;
export type AccessControlConfig = Static<typeof accessControlSchema>;
