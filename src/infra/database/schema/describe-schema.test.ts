import { afterAll, describe, expect, test } from "bun:test";
import { ensurePartitions } from "../partitions/ensure-partitions.ts";
import { createTestDatabase } from "../test-database.ts";
import { describeSchema } from "./describe-schema.ts";

const database = await createTestDatabase();
afterAll(() => database.close());
const owner = database.open(database.ownerUrl, { max: 1 });
const roles = new Map([
  [new URL(database.appUrl).username, "app"],
  [new URL(database.readerUrl).username, "reader"],
]);

describe("the schema as text", () => {
  test("is what stands in the repository", async () => {
    const file = new URL("../../../../sql/schema.sql", import.meta.url);
    expect(await describeSchema(owner.sql, roles)).toBe(await Bun.file(file).text());
  });

  test("names columns, keys, indexes, triggers and grants, and no partition", async () => {
    await owner.sql.unsafe(`
      create table zoo (id uuid not null primary key, name text default 'x' check (name <> ''))
        partition by range (id);
      create index zoo_name on zoo (name);
      create function bark() returns trigger language plpgsql as $$ begin return new; end $$;
      create trigger zoo_bark before insert on zoo for each row execute function bark();`);
    await owner.sql.unsafe(`grant select, insert on zoo to "${new URL(database.appUrl).username}"`);
    await ensurePartitions(owner, { table: "zoo", nowMs: Date.UTC(2026, 10, 1) });
    const text = await describeSchema(owner.sql, roles);
    expect(text.slice(text.indexOf("create table zoo"))).toBe(
      [
        "create table zoo (",
        "  id   uuid not null,",
        "  name text default 'x'::text,",
        "  constraint zoo_pkey PRIMARY KEY (id),",
        "  constraint zoo_name_check CHECK ((name <> ''::text))",
        ") partition by RANGE (id);",
        "CREATE INDEX zoo_name ON ONLY public.zoo USING btree (name);",
        "CREATE TRIGGER zoo_bark BEFORE INSERT ON public.zoo FOR EACH ROW EXECUTE FUNCTION bark();",
        "grant insert, select on zoo to app;",
        "",
      ].join("\n"),
    );
  });
});
