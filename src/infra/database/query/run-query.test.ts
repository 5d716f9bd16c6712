import { afterAll, describe, expect, test } from "bun:test";
import { createTestDatabase } from "../test-database.ts";
import { renderValue } from "./render-value.ts";
import { runQuery } from "./run-query.ts";

const database = await createTestDatabase();
afterAll(() => database.close());
const reader = database.open(database.readerUrl, { max: 1 });
const owner = database.open(database.ownerUrl, { max: 1 });

async function failure(text: string): Promise<unknown> {
  return runQuery(reader, text, 10).then(
    () => "it worked",
    (error: unknown) => error,
  );
}

describe("a query's answer", () => {
  test("carries every type without loss", async () => {
    const result = await runQuery(
      reader,
      `select 42::int8 as small, 9007199254740993::int8 as big, 1.10::numeric as exact, 1.5::float8 as
       float, 'NaN'::float8 as nan, true as yes, null::text as nothing, '\\x00ff'::bytea as bytes,
       '2026-11-21 12:00:00.123456+01'::timestamptz as at, '{"a":[1]}'::jsonb as doc, 'ü' as text`,
      10,
    );
    expect(result).toEqual({
      columns: [
        "small",
        "big",
        "exact",
        "float",
        "nan",
        "yes",
        "nothing",
        "bytes",
        "at",
        "doc",
        "text",
      ],
      rows: [
        {
          small: 42,
          big: "9007199254740993",
          exact: "1.10",
          float: 1.5,
          nan: "NaN",
          yes: true,
          nothing: null,
          bytes: "00ff",
          at: "2026-11-21T11:00:00.123456Z",
          doc: { a: [1] },
          text: "ü",
        },
      ],
    });
  });

  test.each([
    [0, [], undefined],
    [2, [1, 2], undefined],
    [3, [1, 2, 3], undefined],
    [4, [1, 2, 3], true],
    [5_000, [1, 2, 3], true],
  ] as const)(
    "of %d rows under a limit of 3 is cut and says so",
    async (count, rows, truncated) => {
      const result = await runQuery(reader, `select n from generate_series(1, ${count}) n`, 3);
      expect(result.rows.map((row) => row.n)).toEqual([...rows]);
      expect(result.truncated).toBe(truncated);
      expect(result.columns).toEqual(["n"]);
    },
  );

  test("with two columns of one name is refused", async () => {
    expect(await failure("select 1 as n, 2 as n")).toMatchObject({ code: "INVALID_INPUT" });
  });

  test("says what the server said of a wrong statement", async () => {
    expect(String(await failure("select * from no_such_table"))).toContain(
      'relation "no_such_table" does not exist',
    );
  });

  test("timestamps at the ends of time stay words", () => {
    expect(renderValue("infinity", 1184)).toBe("infinity");
  });
});

describe("an attack through a query", () => {
  test.each([
    "commit; create table escaped (n integer)",
    "select 1; select 2",
    "commit; drop table installation",
    "begin; commit; create table escaped (n integer)",
  ])("with a second statement is refused: %s", async (text) => {
    expect(String(await failure(text))).toContain("multiple commands");
  });

  test.each([
    ["copy (select 1) to program 'touch /tmp/escaped'", "FORBIDDEN"],
    ["copy (select 1) to '/tmp/escaped'", "FORBIDDEN"],
    ["create table escaped (n integer)", "FORBIDDEN"],
    ["alter role current_user password 'x'", "FORBIDDEN"],
    ["insert into installation default values", "FORBIDDEN"],
    ["do $$ begin create table escaped (n integer); end $$", "FORBIDDEN"],
    ["select pg_read_file('PG_VERSION')", "FORBIDDEN"],
    ["select * from pg_authid", "FORBIDDEN"],
    ["set role systemprompt_owner", "FORBIDDEN"],
    ["select lo_create(0)", "FORBIDDEN"],
  ] as const)("is refused: %s", async (text, code) => {
    expect(await failure(text)).toMatchObject({ code });
  });

  test("ends with its session: settings of one query are not those of the next", async () => {
    await runQuery(reader, "set default_transaction_read_only = off", 10);
    expect(await failure("alter role current_user password 'x'")).toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("leaves no table behind", async () => {
    const rows = await owner.sql`select 1 from pg_class where relname = 'escaped'`;
    expect(rows.length).toBe(0);
  });

  test("copy to standard output is no way to hang", async () => {
    expect(await failure("copy (select 1) to stdout")).toMatchObject({ code: "INVALID_INPUT" });
  });
});
