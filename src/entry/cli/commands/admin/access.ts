import type { Noun, Verb } from "#entry/cli/command.ts";
import { openFiles } from "./open-files.ts";

const entity = {
  type: "string",
  required: true,
  placeholder: "E",
  description: "mcp://server, mcp://server/tool, hook://Bash, or a pattern that ends in /*",
} as const;
const subject = {
  type: "string",
  required: true,
  placeholder: "S",
  description: "role:R, department:D or user:U (an id or e-mail)",
} as const;

const list: Verb = {
  summary: "List the access rules with the places where they are written",
  arguments: {
    entity: { ...entity, required: false, description: "Only rules about exactly this entity" },
    subject: { ...subject, required: false, description: "Only rules about exactly this subject" },
  },
  examples: ["systemprompt admin access list --subject role:user"],
  async run(context, parsed) {
    const { rules } = await openFiles(context);
    const [wantedEntity, wantedSubject] = ["entity", "subject"].map((n) => parsed.optionalText(n));
    const rows = rules
      .filter(({ rule }) => wantedEntity === undefined || rule.entity === wantedEntity)
      .filter(({ rule }) => wantedSubject === undefined || rule.subject === wantedSubject)
      .map(({ rule, place, line }) => ({
        entity: rule.entity,
        subject: rule.subject,
        access: rule.access,
        auto_approve: rule.auto_approve === true,
        place: `${place}:${line}`,
      }));
    context.out.table(rows, [
      { key: "entity", heading: "ENTITY" },
      { key: "subject", heading: "SUBJECT" },
      { key: "access", heading: "ACCESS" },
      { key: "place", heading: "WRITTEN AT" },
    ]);
  },
};

const grant: Verb = {
  summary: "Write an access rule into its file",
  description:
    "A rule about the same entity and subject is replaced; comments are kept. A running server applies the change by itself.",
  arguments: {
    entity,
    subject,
    deny: { type: "boolean", description: "Write a rule that denies" },
    "auto-approve": {
      type: "boolean",
      description: "Hooks answer an explicit allow, which skips the user's own prompt",
    },
    reason: { type: "string", placeholder: "TEXT", description: "Shown to whom the rule denies" },
  },
  examples: ["systemprompt admin access grant --entity mcp://workspace --subject role:user"],
  async run(context, parsed) {
    const { grantAccess } = await import("#app/governance/change-access.ts");
    const reason = parsed.optionalText("reason");
    const rule = {
      entity: parsed.text("entity"),
      subject: parsed.text("subject"),
      access: parsed.is("deny") ? "deny" : "allow",
      ...(parsed.is("auto-approve") ? { auto_approve: true } : {}),
      ...(reason === undefined ? {} : { reason }),
    } as const;
    const result = await grantAccess(await context.open(), rule);
    context.out.document({ ...rule, ...result }, () =>
      result.changed ? `Written to ${result.file}.` : `Nothing to change in ${result.file}.`,
    );
  },
};

const revoke: Verb = {
  summary: "Remove an access rule from its file",
  arguments: { entity, subject },
  examples: ["systemprompt admin access revoke --entity mcp://workspace --subject role:user"],
  async run(context, parsed) {
    const { revokeAccess } = await import("#app/governance/change-access.ts");
    const rule = { entity: parsed.text("entity"), subject: parsed.text("subject") };
    const result = await revokeAccess(await context.open(), rule);
    context.out.document({ ...rule, ...result }, () => `Removed from ${result.file}.`);
  },
};

const explain: Verb = {
  summary: "Say whether a user reaches an entity, and by which rule",
  arguments: {
    user: {
      type: "string",
      required: true,
      placeholder: "U",
      description: "Id or e-mail; anonymous for callers without a credential",
    },
    entity: { ...entity, required: false, description: "server, server/tool, hook://Bash, …" },
    tool: { type: "string", placeholder: "S/T", description: "The same, for a tool" },
  },
  examples: ["systemprompt admin access explain --user ada@example.com --tool workspace/read_file"],
  async run(context, parsed) {
    const { explainAccess } = await import("#domain/governance/access/explain-access.ts");
    const { nameEntity } = await import("#app/governance/name-entity.ts");
    const { findPrincipal } = await import("./find-principal.ts");
    const named = nameEntity(parsed.optionalText("tool") ?? parsed.text("entity"));
    const { policy } = await openFiles(context);
    const principal = await findPrincipal(context, parsed.text("user"));
    const {
      entity: key,
      reach,
      decidingBand,
      considered,
    } = explainAccess(principal, named, policy);
    const rules = considered.map(({ rule, band, fate }) => ({ ...rule, band, fate }));
    const document = {
      entity: key,
      allowed: reach.allowed,
      cause: reach.cause,
      decidingBand,
      rules,
    };
    context.out.document(document, () =>
      [
        `${reach.allowed ? "allowed" : "denied"}: ${key} (${reach.cause})`,
        ...rules.map(
          (r) =>
            `  ${r.band.padEnd(10)} ${r.access.padEnd(5)} ${r.fate.padEnd(13)} ${r.subject} on ${r.entity}`,
        ),
      ].join("\n"),
    );
  },
};

export const access: Noun = {
  summary: "Who may use what: rules about users, departments and roles",
  verbs: { list, grant, revoke, explain },
};
