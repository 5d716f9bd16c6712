import type { User } from "#domain/users/user.ts";
import type { Noun, Verb } from "#entry/cli/command.ts";
import { erase } from "./users/erase.ts";
import { pat } from "./users/pat.ts";
import { session } from "./users/session.ts";

const userArgument = {
  type: "positional",
  description: "The user's id or e-mail address",
  required: true,
} as const;
const listedDefault = 100;
const listedMax = 1_000;

const columns = [
  { key: "id", heading: "ID" },
  { key: "email", heading: "E-MAIL" },
  { key: "name", heading: "NAME" },
  { key: "role", heading: "ROLE" },
  { key: "departments", heading: "DEPARTMENTS" },
  { key: "created_at", heading: "CREATED" },
  { key: "disabled_at", heading: "DELETED" },
];

function toRecord(user: User) {
  const { id, email, name, role, departments, createdAt, disabledAt } = user;
  return {
    id,
    email,
    name,
    role,
    departments,
    created_at: createdAt.toISOString(),
    disabled_at: disabledAt?.toISOString() ?? null,
  };
}

const pageArguments = {
  limit: { type: "string", placeholder: "N", description: "Users at most (default 100)" },
  after: { type: "string", placeholder: "ID", description: "Continue after this user id" },
  all: { type: "boolean", description: "Show deleted users too" },
} as const;

function listVerb(summary: string, search: boolean): Verb {
  const text = {
    type: "positional",
    description: "Part of an e-mail address or a name",
    required: true,
  } as const;
  return {
    summary,
    arguments: search ? { text, ...pageArguments } : pageArguments,
    run: async (context, parsed) => {
      const { users } = await context.open();
      const found = await users.list({
        limit: parsed.integer("limit", { min: 1, max: listedMax }) ?? listedDefault,
        after: parsed.optionalText("after") ?? "",
        text: search ? parsed.text("text") : "",
        withDisabled: parsed.is("all"),
      });
      context.out.table(found.map(toRecord), columns);
    },
  };
}

const show: Verb = {
  summary: "Show a user",
  arguments: { user: userArgument },
  run: async (context, parsed) => {
    const { users } = await context.open();
    const record = toRecord(await users.find(parsed.text("user")));
    context.out.document(record, () =>
      Object.entries(record)
        .map(([name, value]) => `${name.padEnd(12)} ${[value ?? "–"].flat().join(", ")}`)
        .join("\n"),
    );
  },
};

const count: Verb = {
  summary: "Count the users of each role",
  run: async (context) => {
    const { users } = await context.open();
    const counts = await users.count();
    context.out.document(counts, () =>
      Object.entries(counts)
        .map(([role, number]) => `${role.padEnd(12)} ${number}`)
        .join("\n"),
    );
  },
};

const departmentsArgument = {
  type: "string",
  placeholder: "D",
  description: "Department; may be given more than once",
  repeatable: true,
} as const;

const create: Verb = {
  summary: "Create a user with exactly one role",
  arguments: {
    email: { type: "string", placeholder: "E", description: "E-mail address", required: true },
    name: { type: "string", placeholder: "N", description: "Name for people", required: true },
    role: {
      type: "string",
      placeholder: "R",
      description: "One of admin, user, service, a2a, mcp",
      required: true,
    },
    department: departmentsArgument,
  },
  examples: ["systemprompt admin users create --email eve@example.test --name Eve --role user"],
  run: async (context, parsed) => {
    const { users, actor } = await context.open();
    const { id, email, name, role } = await users.create(actor, {
      email: parsed.text("email"),
      name: parsed.text("name"),
      role: parsed.text("role"),
      departments: parsed.list("department"),
    });
    context.out.document({ id, email, name, role }, () => `Created ${email} (${role}), id ${id}.`);
  },
};

const update: Verb = {
  summary: "Change a user's e-mail address, name or departments",
  arguments: {
    user: userArgument,
    email: { type: "string", placeholder: "E", description: "New e-mail address" },
    name: { type: "string", placeholder: "N", description: "New name" },
    department: { ...departmentsArgument, description: "The new departments, all of them" },
    "no-departments": { type: "boolean", description: "Take the user out of every department" },
  },
  run: async (context, parsed) => {
    const { users, actor } = await context.open();
    const [email, name] = [parsed.optionalText("email"), parsed.optionalText("name")];
    const departments = parsed.list("department");
    const leaves = parsed.is("no-departments");
    const user = await users.update(actor, parsed.text("user"), {
      ...(email === undefined ? {} : { email }),
      ...(name === undefined ? {} : { name }),
      ...(departments.length > 0 || leaves ? { departments } : {}),
    });
    context.out.document(toRecord(user), () => `Changed ${user.email}.`);
  },
};

const remove: Verb = {
  summary: "Delete a user: every credential stops within 2 s, the audit keeps the id",
  arguments: { user: userArgument },
  destructive: true,
  run: async (context, parsed) => {
    const { users, actor } = await context.open();
    await users.delete(actor, parsed.text("user"));
    context.out.document({ deleted: true }, () => "Deleted.");
  },
};

const role: Noun = {
  summary: "The one role of a user",
  verbs: {
    assign: {
      summary: "Give a user another role, in force within 2 s",
      arguments: {
        user: userArgument,
        roles: {
          type: "string",
          placeholder: "R",
          description: "Exactly one of admin, user, service, a2a, mcp",
          required: true,
        },
      },
      examples: ["systemprompt admin users role assign eve@example.test --roles service"],
      run: async (context, parsed) => {
        const { users, actor } = await context.open();
        const user = await users.assignRole(actor, parsed.text("user"), parsed.text("roles"));
        const { id, email, name } = user;
        context.out.document(
          { id, email, name, role: user.role },
          () => `${email} is ${user.role} now.`,
        );
      },
    },
  },
};

export const users: Noun = {
  summary: "Users, their role, sessions and personal access tokens",
  verbs: {
    list: listVerb("List users", false),
    search: listVerb("Find users by part of their e-mail address or name", true),
    show,
    count,
    create,
    update,
    delete: remove,
    erase,
    role,
    session,
    pat,
  },
};
