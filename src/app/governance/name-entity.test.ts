import { describe, expect, test } from "bun:test";
import { entityKey } from "#domain/governance/access/entity-key.ts";
import { isAppError } from "#shared/errors.ts";
import { nameEntity } from "./name-entity.ts";

describe("M06 names of entities on the command line", () => {
  test.each([
    ["workspace", "mcp://workspace"],
    ["workspace/read_file", "mcp://workspace/read_file"],
    ["mcp://workspace/read_file", "mcp://workspace/read_file"],
    ["hook://Bash", "hook://Bash"],
    ["hook://mcp__workspace__read_file", "mcp://workspace/read_file"],
    ["a2a://planner", "a2a://planner"],
    ["inference://provider/model", "inference://provider/model"],
    ["skill://notes", "skill://notes"],
  ])("%s means %s", (text, key) => {
    expect(entityKey(nameEntity(text))).toBe(key);
  });

  test.each(["", "/", "workspace/", "/tool", "ftp://x"])("%p is refused", (text) => {
    let refusal = "accepted";
    try {
      nameEntity(text);
    } catch (error) {
      if (!isAppError(error)) throw error;
      refusal = error.code;
    }
    expect(refusal).toBe("USAGE");
  });
});
