import type { Sql } from "../database.ts";
import { readFunctions, readGrants, readRelations, type Relation } from "./read-catalogue.ts";

const heading = [
  "-- The schema as PostgreSQL has it after all migrations. Generated: bun scripts/schema.ts",
  "-- Partitions are left out; their parents stand for them. Roles are called app and reader.",
  "",
];

/** The schema as reviewable text: the same for the same schema, whatever the roles are called. */
export async function describeSchema(
  sql: Sql,
  roles: ReadonlyMap<string, string>,
): Promise<string> {
  const relations = await readRelations(sql);
  const grants = await readGrants(sql);
  const functions = await readFunctions(sql);
  const blocks = relations.map((relation) => {
    const own = grants
      .filter((grant) => grant.table === relation.name && roles.has(grant.role))
      .map((grant) => `grant ${grant.privileges} on ${relation.name} to ${roles.get(grant.role)};`)
      .toSorted();
    return [...describeRelation(relation), ...own, ""].join("\n");
  });
  return [...heading, ...functions.map((text) => `${text.trim()};\n`), ...blocks].join("\n");
}

function describeRelation(relation: Relation): string[] {
  const width = Math.max(0, ...relation.columns.map((column) => column.name.length));
  const typeWidth = Math.max(0, ...relation.columns.map((column) => column.type.length));
  const columns = relation.columns.map((column) =>
    [
      `  ${column.name.padEnd(width)}`,
      column.type.padEnd(typeWidth),
      column.nullable ? "" : "not null",
      column.default === null
        ? ""
        : `${column.generated ? "generated" : "default"} ${column.default}`,
    ]
      .filter((word) => word !== "")
      .join(" ")
      .trimEnd(),
  );
  const constraints = relation.constraints.map(({ name, text }) => `  constraint ${name} ${text}`);
  const partition = relation.partitionKey === null ? "" : ` partition by ${relation.partitionKey}`;
  return [
    `create table ${relation.name} (`,
    [...columns, ...constraints].join(",\n"),
    `)${partition};`,
    ...relation.indexes.map((text) => `${text};`),
    ...relation.triggers.map((text) => `${text};`),
  ];
}
