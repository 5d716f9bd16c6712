/**
 * Writes `sql/schema.sql` from a freshly migrated database; with `--check` only compares and fails
 * when they differ.
 */
import { describeSchema } from "#infra/database/schema/describe-schema.ts";
import { createTestDatabase } from "#infra/database/test-database.ts";

const file = new URL("../sql/schema.sql", import.meta.url).pathname;

const database = await createTestDatabase();
const owner = database.open(database.ownerUrl, { max: 1 });
const roles = new Map([
  [new URL(database.appUrl).username, "app"],
  [new URL(database.readerUrl).username, "reader"],
]);
const text = await describeSchema(owner.sql, roles);
await database.close();

if (!process.argv.includes("--check")) {
  await Bun.write(file, text);
} else if ((await Bun.file(file).text()) !== text) {
  console.error("sql/schema.sql differs from the migrations. Run: bun scripts/schema.ts");
  process.exitCode = 1;
}
