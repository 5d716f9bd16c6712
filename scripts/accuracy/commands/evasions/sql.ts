import type { BlocklistCategory } from "#domain/governance/blocklist/categories.ts";
import { base64, cases } from "../command-case.ts";

const drops: readonly BlocklistCategory[] = ["drop-schema", "delete-data", "opaque-command"];
const runs: readonly BlocklistCategory[] = [
  "opaque-command",
  "exfiltration",
  "drop-schema",
  "process-control",
];

const encoded = base64("DROP TABLE users");
const hex = Buffer.from("DROP TABLE users").toString("hex");
const owasp = "OWASP testing guide, SQL injection";
const dynamic = "dynamic SQL, vendors' manuals";

export const sqlEvasions = [
  ...cases({ expect: drops, as: "sql", source: owasp, evasion: "comments and spacing" }, [
    "DROP/**/TABLE/**/users",
    "DROP--\nTABLE users",
    "/*!50000 DROP TABLE users */",
    "dRoP\tTaBlE\nusers",
    "SELECT 1;;; DROP TABLE users",
    "DELETE/* all */FROM orders",
    "SELECT '--'; DROP TABLE users",
    "SELECT $$;$$; DROP TABLE users",
    "/* nested /* comment */ */ DROP TABLE users",
    "SELECT 'it''s'; TRUNCATE orders; --'",
    "DROP\u00a0TABLE users",
    "EXPLAIN ANALYZE DELETE FROM orders",
    "SELECT E'\\''; DROP TABLE users; --'",
    "-- list users\nDROP TABLE users",
  ]),
  ...cases({ expect: drops, as: "sql", source: dynamic, evasion: "dynamic SQL" }, [
    "EXEC('DROP TABLE users')",
    "EXEC sp_executesql N'DROP TABLE users'",
    "DECLARE @s nvarchar(99) = 'DROP ' + 'TABLE users'; EXEC(@s)",
    `DECLARE @s varchar(99) = CAST(0x${hex} AS varchar(99)); EXEC(@s)`,
    "DO $$ BEGIN EXECUTE 'DROP TABLE users'; END $$",
    "DO $x$ BEGIN EXECUTE 'DR' || 'OP TABLE users'; END $x$",
    "PREPARE s FROM 'DROP TABLE users'; EXECUTE s",
    "SET @q = CONCAT('DROP', ' TABLE users'); PREPARE s FROM @q; EXECUTE s",
    "EXECUTE IMMEDIATE 'DROP TABLE users'",
    "BEGIN EXECUTE IMMEDIATE 'TRUNCATE TABLE orders'; END;",
    "SELECT query_to_xml('DELETE FROM orders', true, true, '')",
    "SELECT dblink_exec('dbname=prod', 'DROP TABLE users')",
    "EXEC sp_MSforeachtable 'DROP TABLE ?'",
    "CALL dbms_utility.exec_ddl_statement('drop table users')",
    `DO $$ BEGIN EXECUTE convert_from(decode('${encoded}','base64'),'UTF8'); END $$`,
    "SELECT * FROM OPENROWSET('SQLNCLI', 'x', 'DROP TABLE users')",
    "CREATE FUNCTION f() RETURNS void AS 'DROP TABLE users' LANGUAGE sql; SELECT f()",
    "PREPARE p AS DELETE FROM orders; EXECUTE p",
    "CREATE EVENT e ON SCHEDULE AT NOW() DO DELETE FROM orders",
    "SELECT cron.schedule('x', '* * * * *', 'DELETE FROM orders')",
  ]),
  ...cases({ expect: drops, as: "sql", source: "ISO SQL, DML in queries", evasion: "hidden DML" }, [
    "WITH a AS (SELECT 1), b AS (DELETE FROM orders RETURNING id) SELECT * FROM b",
    "DELETE FROM orders USING customers",
    "DELETE FROM orders WHERE id = id",
    "DELETE FROM orders WHERE id > 0 OR 1=1",
    "DELETE FROM orders WHERE EXISTS (SELECT 1)",
    "DELETE FROM orders WHERE NOT false",
    "REPLACE INTO orders SELECT * FROM orders WHERE 1=0; DELETE FROM orders",
    "DELETE FROM orders WHERE id IN (SELECT id FROM orders)",
    "WITH x AS (UPDATE users SET email = NULL RETURNING 1) SELECT 1",
    "DELETE FROM orders WHERE id IS NOT NULL",
  ]),
  ...cases(
    { expect: runs, as: "sql", source: "xp_cmdshell and others", evasion: "shell from SQL" },
    [
      "EXEC xp_cmdshell 'rd /s /q C:\\Data'",
      "EXEC master..xp_cmdshell 'dir'",
      "COPY t FROM PROGRAM 'rm -rf /srv/data'",
      "SELECT sys_exec('rm -rf /srv/data')",
      "EXEC sp_configure 'xp_cmdshell', 1; RECONFIGURE",
      "\\! rm -rf /srv/data",
      "SELECT load_extension('/tmp/evil.so')",
      "CREATE FUNCTION s(text) RETURNS int AS '/lib/libc.so.6', 'system' LANGUAGE c",
    ],
  ),
  ...cases({ expect: drops, as: "tool", source: owasp, evasion: "unexpected argument" }, [
    ["reports", "search", { filter: "x'; DROP TABLE users; --" }],
    ["postgres", "query", { sql: ["SELECT 1", "DROP TABLE users"] }],
    ["postgres", "query", { params: { statement: { text: "DROP TABLE users" } } }],
    ["postgres", "run", { q: "DROP TABLE users" }],
    ["graph", "cypher", { query: "MATCH (n) DETACH DELETE n" }],
    ["mongo", "aggregate", { pipeline: [{ $match: {} }, { $out: "users" }] }],
    ["db", "execute", { SQL: "drop database shop" }],
  ]),
];
