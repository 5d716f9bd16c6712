import { describe, expect, test } from "bun:test";
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAppError } from "#shared/errors.ts";
import { changeRules, editAccessRules } from "./edit-access-rules.ts";
import { testFolder } from "../test-folder.ts";

const text = `# Who may use what.

rules:
  # Tools inside the client.
  - entity: hook://*
    subject: role:admin
    access: allow   # since the beginning

  # The files.
  - entity: mcp://workspace
    subject: role:admin
    access: allow
`;

const rule = {
  entity: "mcp://workspace/read_file",
  subject: "role:user",
  access: "allow",
} as const;

describe("M06 editing access rules", () => {
  test("adds a rule at the end and keeps every other byte", () => {
    const added =
      "  - entity: mcp://workspace/read_file\n    subject: role:user\n    access: allow\n";
    const expected = `${text}${added}`.replace("allow   #", "allow #");
    expect(changeRules(text, { add: rule }, "roles.yaml")).toBe(expected);
  });

  test("removes a rule that it added and gives back the text", () => {
    const added = changeRules(text, { add: rule }, "roles.yaml");
    const removed = changeRules(added, { remove: rule }, "roles.yaml");
    expect(removed).toBe(text.replace("allow   #", "allow #"));
  });

  test("replaces the rule about the same entity and subject", () => {
    const change = { add: { ...rule, access: "deny", reason: "Not yet." } } as const;
    const twice = changeRules(changeRules(text, { add: rule }, "f"), change, "f");
    expect(twice.match(/mcp:\/\/workspace\/read_file/g)?.length).toBe(1);
    expect(twice).toContain("access: deny\n    reason: Not yet.");
  });

  test("leaves the text alone when the rule is there, or not there to remove", () => {
    const added = changeRules(text, { add: rule }, "f");
    expect(changeRules(added, { add: rule }, "f")).toBe(added);
    expect(changeRules(text, { remove: rule }, "f")).toBe(text);
  });

  test("starts a list that was empty", () => {
    expect(changeRules("rules: []\n", { add: rule }, "f")).toBe(
      "rules:\n  - entity: mcp://workspace/read_file\n    subject: role:user\n    access: allow\n",
    );
  });

  test("refuses a rule that the schema refuses, and writes nothing", () => {
    using folder = testFolder();
    const file = join(folder.path, "roles.yaml");
    writeFileSync(file, text);
    const bad = { ...rule, subject: "everybody" };
    expect(() => editAccessRules(file, { add: bad })).toThrow("is not valid");
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(readdirSync(folder.path)).toEqual(["roles.yaml"]);
  });

  test("refuses to touch a file that is not valid", () => {
    try {
      changeRules("rules:\n  - entity: x\n", { add: rule }, "roles.yaml");
      throw new Error("it was changed");
    } catch (error) {
      if (!isAppError(error)) throw error;
      expect(error.code).toBe("CONFIG_INVALID");
    }
  });

  test("replaces the file in one step and keeps its mode", () => {
    using folder = testFolder();
    const file = join(folder.path, "roles.yaml");
    writeFileSync(file, text);
    chmodSync(file, 0o640);
    expect(editAccessRules(file, { add: rule })).toBe(true);
    expect(editAccessRules(file, { add: rule })).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder.path)).toEqual(["roles.yaml"]);
  });
});
