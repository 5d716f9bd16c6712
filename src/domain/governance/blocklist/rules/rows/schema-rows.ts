import { ask, deny, type RowTable } from "../command-rows.ts";

const drops = "drops a database";

/** Database tools and the migration commands of frameworks. */
export const schemaRows: RowTable = {
  category: "drop-schema",
  rows: [
    deny("dropdb pg_dropcluster mongo-drop", /^/, "schema.dropdb", drops, {
      not: /(?:^|\s)\w+_test(?:ing|_\w+)?(?:\s+--if-exists)?$/,
    }),
    deny("mysqladmin mariadb-admin", /\bdrop\b/, "schema.mysqladmin", drops),
    deny(
      "rails rake",
      /\bdb:(?:drop|reset|purge|schema:load|migrate:reset)\b/,
      "schema.rails",
      drops,
    ),
    deny("prisma", /^(?:migrate reset|db push)\b/, "schema.prisma", drops, {
      all: /migrate reset|--force-reset|--accept-data-loss/,
    }),
    deny(
      "manage.py django-admin",
      /^(?:flush|reset_db|sqlflush|migrate \S+ zero)\b/,
      "schema.django",
      drops,
    ),
    deny("artisan", /^(?:migrate:(?:fresh|reset|refresh)|db:wipe)\b/, "schema.artisan", drops),
    deny("sequelize sequelize-cli", /^db:(?:drop|migrate:undo:all)\b/, "schema.sequelize", drops),
    deny("typeorm", /^schema:drop\b/, "schema.typeorm", drops),
    deny("knex", /^migrate:rollback\b/, "schema.knex", drops, { all: /--all/ }),
    deny("drizzle-kit", /^drop\b/, "schema.drizzle", drops),
    ask("drizzle-kit", /^push\b/, "schema.drizzle", drops, { all: /--force\b/ }),
    ask(
      "npm pnpm yarn bun",
      /^(?:run )?(?:db|prisma|drizzle|migrat\w*|schema)[:\w-]*/,
      "schema.package-script",
      drops,
      { all: /\s--(?:force(?:-reset)?|accept-data-loss)\b/ },
    ),
    deny("snow", /^object drop\b/, "schema.snowflake", drops),
    ask("convex", /^import\b/, "schema.convex", "replaces every table", { all: /--replace/ }),
    deny("alembic flask", /\bdowngrade base\b/, "schema.alembic", drops),
    deny("doctrine console", /^doctrine:(?:database|schema):drop\b/, "schema.doctrine", drops),
    deny("mix", /^ecto\.(?:drop|reset)\b/, "schema.ecto", drops),
    deny("flyway", /\bclean\b/, "schema.flyway", drops),
    deny("liquibase", /\b(?:drop-?all)\b/, "schema.liquibase", drops),
    deny("dotnet dotnet-ef", /^(?:ef )?database drop\b/, "schema.dotnet", drops),
    deny(
      "sqlx diesel sea-orm-cli",
      /^(?:database (?:drop|reset)|migrate (?:fresh|reset))\b/,
      "schema.rust",
      drops,
    ),
    deny("supabase", /^db reset\b/, "schema.supabase", drops, { all: /--linked|--db-url/ }),
    ask("supabase", /^db reset\b/, "schema.supabase-local", "resets a local database", {
      not: /--local\b/,
    }),
    deny("wp", /^(?:db (?:drop|reset|clean)|site empty)\b/, "schema.wordpress", drops),
    deny("drush", /^(?:sql[:-]drop|site[:-]install)\b/, "schema.drush", drops),
    deny("gradle gradlew mvn mvnw", /\bflyway:?clean\b/, "schema.flyway", drops),
    deny("goose dbmate rake", /\b(?:reset|down-to 0|drop)$/, "schema.migrations", drops, {
      not: /--help/,
    }),
    deny(
      "migrate golang-migrate",
      /\b(?:drop|down -?all|down)$|\bdrop\b/,
      "schema.migrations",
      drops,
      {
        all: /(?:^|\s)(?:drop|down(?: -all| --all)?(?:$| -f))/,
      },
    ),
    deny("atlas", /^schema clean\b/, "schema.atlas", drops),
    deny("hasura", /^(?:metadata clear|migrate delete)\b/, "schema.hasura", drops),
    deny("bq", /^rm\b/, "schema.bigquery", "deletes a data set", { all: /(?:^|\s)-\w*[rf]/ }),
    ask("bq", /^rm\b/, "schema.bigquery-table", "deletes a table"),
    deny("clickhouse-client", /\bdrop\b/, "schema.clickhouse", drops),
    deny(
      "nodetool",
      /^(?:clearsnapshot|assassinate|decommission|removenode)\b/,
      "schema.cassandra",
      "removes stored data",
    ),
    deny("dropuser", /^/, "schema.dropuser", "drops a database account"),
  ],
};
