import { describe, expect, test } from "bun:test";
import { blocklistCategories, type Match } from "../categories.ts";
import { executableComments, judgeSql } from "./judge-sql.ts";

/** `category` for a denial, `category?` for a question, `-` for nothing. */
function verdictOn(sql: string): string {
  const found: Match[] = [];
  judgeSql(executableComments(sql), (match) => found.push(match));
  const reactionOf = ({ category, soft }: Match) =>
    soft === true ? "ask" : blocklistCategories[category].reaction;
  const first = found.find((match) => reactionOf(match) === "deny") ?? found[0];
  if (first === undefined) return "-";
  return reactionOf(first) === "deny" ? first.category : `${first.category}?`;
}

describe("M04 SQL", () => {
  test.each<[string, string]>([
    ["DROP TABLE users", "drop-schema"],
    ["drop/**/table users", "drop-schema"],
    ["DROP -- x\n SCHEMA public CASCADE", "drop-schema"],
    ["select 1; drop database prod", "drop-schema"],
    ["drop index i", "drop-schema?"],
    ["/*! DROP TABLE users */", "drop-schema"],
    ["TRUNCATE users", "delete-data"],
    ["DELETE FROM users", "delete-data"],
    ["DELETE FROM users WHERE 1=1", "delete-data"],
    ["DELETE FROM users WHERE true", "delete-data"],
    ["DELETE FROM users WHERE id = 1 OR 1 = 1", "delete-data"],
    ["UPDATE users SET admin = true", "delete-data"],
    ["EXPLAIN ANALYZE DELETE FROM users", "delete-data"],
    ["EXPLAIN (ANALYZE, VERBOSE) DELETE FROM users", "delete-data"],
    ["WITH x AS (DELETE FROM users RETURNING *) SELECT * FROM x", "delete-data"],
    ["WITH x AS (SELECT 1) DELETE FROM users", "delete-data"],
    ["ALTER TABLE users DROP COLUMN name", "drop-schema"],
    ["ALTER TABLE users DISABLE ROW LEVEL SECURITY", "disable-security"],
    ["ALTER TABLE users DISABLE TRIGGER ALL", "disable-security"],
    ["GRANT ALL ON ALL TABLES IN SCHEMA public TO public", "permission-widening"],
    ["ALTER ROLE eve SUPERUSER", "permission-widening"],
    ["CREATE ROLE eve SUPERUSER", "permission-widening"],
    ["COPY users TO PROGRAM 'cat'", "opaque-command?"],
    ["COPY users TO '/tmp/x'", "exfiltration"],
    ["DO $$ BEGIN DROP TABLE users; END $$", "drop-schema"],
    ["DO $$ BEGIN EXECUTE 'DROP TABLE users'; END $$", "drop-schema"],
    ["SELECT pg_terminate_backend(1)", "process-control"],
    ["SELECT * FROM pg_shadow", "credential-access"],
    ["DELETE FROM audit_events WHERE id = 'x'", "governance-tampering"],
    ["db.users.drop()", "drop-schema"],
    ["FLUSHALL", "delete-data"],
    ["SELECT 'DROP TABLE users'", "-"],
    ["SELECT $$DROP TABLE users$$", "-"],
    ["SELECT $t$; DROP TABLE users; $t$", "-"],
    ["-- DROP TABLE users\nSELECT 1", "-"],
    ["/* DROP /* nested */ TABLE */ SELECT 1", "-"],
    ['SELECT "drop" FROM "delete"', "-"],
    ["SELECT E'\\'; DROP TABLE users; --'", "-"],
    ["SELECT '''; DROP TABLE users; --'", "-"],
    ["DELETE FROM users WHERE id = 7", "-"],
    ["UPDATE users SET name = 'x' WHERE id = 7", "-"],
    ["INSERT INTO logs VALUES ('TRUNCATE')", "-"],
    ["WITH x AS (SELECT 1) SELECT * FROM x", "-"],
    ["CREATE TABLE t (id int)", "-"],
    ["ALTER TABLE t ADD COLUMN dropped boolean", "-"],
    ["EXPLAIN SELECT * FROM users", "-"],
    ["SELECT count(*) FROM deletes WHERE truncated", "-"],
    ["BEGIN; SELECT 1; COMMIT", "-"],
  ])("%s", (sql, expected) => {
    expect(verdictOn(sql)).toBe(expected);
  });
});
