import { afterAll, describe, expect, test } from "bun:test";
import { createTestDatabase } from "#infra/database/test-database.ts";
import { openTestAuditLog } from "#infra/security/test-audit-log.ts";
import { isAppError } from "#shared/errors.ts";
import { localActor } from "#shared/recorded-act.ts";
import { Users } from "./service.ts";

const database = await createTestDatabase();
afterAll(() => database.close());
const audit = openTestAuditLog(database.db);
const users = new Users({ database: database.db, audit });
const actor = localActor("tester");
let serial = 0;
const input = (role = "user") => ({ email: `person${++serial}@example.test`, name: "P", role });

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
  return "accepted";
}

describe("M06 users", () => {
  test("get exactly one of the assignable tiers", async () => {
    for (const role of ["admin", "user", "service", "a2a", "mcp"]) {
      expect((await users.create(actor, input(role))).role).toBe(role as never);
    }
    for (const role of ["anonymous", "root", "", "admin,user", "admin user", "Admin"]) {
      expect(await refusal(users.create(actor, input(role)))).toBe("USAGE");
    }
  });

  test("are one per e-mail address whatever its case, and are found by either name", async () => {
    const made = await users.create(actor, { ...input(), email: "Mixed.Case@Example.test" });
    expect(made.email).toBe("mixed.case@example.test");
    expect(
      await refusal(users.create(actor, { ...input(), email: "MIXED.case@example.TEST" })),
    ).toBe("CONFLICT");
    expect((await users.find("MIXED.CASE@example.test")).id).toBe(made.id);
    expect((await users.find(made.id)).id).toBe(made.id);
    expect(await refusal(users.find("nobody@example.test"))).toBe("NOT_FOUND");
  });

  test.each(["", "a", "a@", "@b", "a b@c", "a@b@c", "<a@b>", `${"a".repeat(250)}@b.example`])(
    "refuse the e-mail address %p",
    async (email) => {
      expect(await refusal(users.create(actor, { ...input(), email }))).toBe("INVALID_INPUT");
    },
  );

  test("change in any field and keep the rest", async () => {
    const made = await users.create(actor, { ...input(), departments: ["sales", "it", "it"] });
    expect(made.departments).toEqual(["it", "sales"]);
    const after = await users.assignRole(actor, made.email, "service");
    expect(after).toEqual({ ...made, role: "service" });
  });

  test("are disabled when deleted: the id stays, the address is free again", async () => {
    const made = await users.create(actor, input());
    await users.delete(actor, made.email);
    expect((await users.find(made.id)).disabledAt).not.toBeNull();
    expect(await refusal(users.delete(actor, made.id))).toBe("CONFLICT");
    expect(await refusal(users.assignRole(actor, made.id, "admin"))).toBe("CONFLICT");
    const again = await users.create(actor, { ...input(), email: made.email });
    expect(again.id).not.toBe(made.id);
  });

  test("are listed in pages, searched and counted", async () => {
    const made = await users.create(actor, { ...input(), name: "Needle In Haystack" });
    const page = { limit: 2, after: "", text: "", withDisabled: false };
    const first = await users.list(page);
    expect(first).toHaveLength(2);
    const second = await users.list({ ...page, after: first[1]?.id ?? "" });
    expect(second.map((user) => user.id)).not.toContain(first[1]?.id);
    const found = await users.list({ ...page, text: "needle in" });
    expect(found.map((user) => user.id)).toEqual([made.id]);
    expect(Object.keys(await users.count())).toContain("service");
  });
});

describe("M02 a change of a user", () => {
  test("is a row with the actor and no personal data, committed before the change", async () => {
    const email = input().email;
    const made = await users.create(actor, { email, name: "Private Name", role: "user" });
    const row = audit.entries.at(-1);
    expect(row).toMatchObject({
      kind: "event",
      target: "identity://user/create",
      verdict: "allow",
      role: "admin",
      correlation: { userId: "local:tester" },
      detail: { user_id: made.id, role: "user" },
    });
    expect(JSON.stringify(row)).not.toContain(email);
    expect(JSON.stringify(row)).not.toContain("Private Name");
  });

  test("does not happen when the audit refuses", async () => {
    const wanted = input();
    audit.failAfter(0);
    expect(await refusal(users.create(actor, wanted))).toBe("AUDIT_UNAVAILABLE");
    audit.failAfter(Number.POSITIVE_INFINITY);
    expect(await refusal(users.find(wanted.email))).toBe("NOT_FOUND");
  });
});

describe("the first administrator", () => {
  test("is made once, and the last administrator cannot be removed", async () => {
    const own = await createTestDatabase();
    try {
      const log = openTestAuditLog(own.db);
      const fresh = new Users({ database: own.db, audit: log });
      const made = await fresh.ensureFirstAdmin(actor);
      expect(made?.email).toBe("admin@localhost");
      expect(await fresh.ensureFirstAdmin(actor)).toBeNull();
      expect(await refusal(fresh.delete(actor, "admin@localhost"))).toBe("CONFLICT");
      expect(await refusal(fresh.assignRole(actor, "admin@localhost", "user"))).toBe("CONFLICT");
      expect((await fresh.find("admin@localhost")).role).toBe("admin");
      expect(log.entries.at(-1)?.verdict).toBe("error");
      await fresh.create(actor, { email: "second@localhost", name: "S", role: "admin" });
      const both = ["admin@localhost", "second@localhost"];
      const outcomes = await Promise.all(both.map((who) => refusal(fresh.delete(actor, who))));
      expect(outcomes.sort()).toEqual(["CONFLICT", "accepted"]);
    } finally {
      await own.close();
    }
  });
});
