import { alnum, base64, hex, url64 } from "../alphabets.ts";
import { issuer as issuerAt } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { digits, lowerAlnum, optional, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const issuer = (name: string, source: string): Issuer =>
  issuerAt(name, source, `the ${name} console`, "critical");

const gel = issuer("Gel", "docs.geldata.com, Secret keys");
const planetScale = issuer("PlanetScale", "planetscale.com/docs, Service tokens");
const supabase = issuer("Supabase", "supabase.com/docs, API keys");
const neon = issuer("Neon", "neon.com/docs, API keys and roles");
const databricks = issuer("Databricks", "docs.databricks.com, Personal access tokens");
const prisma = issuer("Prisma", "prisma.io/docs, API keys");
const aiven = issuer("Aiven", "aiven.io/docs, Personal tokens");
const atlas = issuer("MongoDB Atlas", "mongodb.com/docs/atlas, Service accounts and API keys");
const cockroach = issuer("CockroachDB Cloud", "cockroachlabs.com/docs, Service accounts");
const clickHouse = issuer("ClickHouse Cloud", "clickhouse.com/docs/cloud, API keys");
const snowflake = issuer("Snowflake", "docs.snowflake.com, Session tokens");
const confluent = issuer("Confluent Cloud", "docs.confluent.io/cloud, API keys");
const upstash = issuer("Upstash", "upstash.com/docs, REST API and developer API");
const xata = issuer("Xata", "xata.io/docs, API keys");
const convex = issuer("Convex", "docs.convex.dev, Deploy keys");
const fauna = issuer("Fauna", "docs.fauna.com, Keys");
const astra = issuer("DataStax Astra", "docs.datastax.com, Application tokens");
const tinybird = issuer("Tinybird", "tinybird.co/docs, Auth tokens");
const influx = issuer("InfluxDB", "docs.influxdata.com, API tokens");
const dbt = issuer("dbt Cloud", "docs.getdbt.com, Authentication tokens");
const metabase = issuer("Metabase", "metabase.com/docs, API keys");
const retool = issuer("Retool", "docs.retool.com, API authentication");
const looker = issuer("Looker", "docs.cloud.google.com/looker, API credentials");
const fivetran = issuer("Fivetran", "fivetran.com/docs, REST API authentication");
const appwrite = issuer("Appwrite", "appwrite.io/docs, API keys");
const algolia = issuer("Algolia", "algolia.com/doc, API keys");
const meilisearch = issuer("Meilisearch", "meilisearch.com/docs, API keys");
const typesense = issuer("Typesense", "typesense.org/docs, API keys");
const redis = issuer("Redis Cloud", "redis.io/docs, Cloud REST API");

const scaleBody = body("A-Za-z0-9_.=-", 32, 64);

export const dataPlatformKinds: readonly SecretKind[] = [
  token(gel, "gel.secret-key", "secret key", [
    choice("nbwt1_", "nbwt_", "edbt1_", "edbt_"),
    body("A-Za-z0-9._-", 60, 1_200),
  ]),
  token(planetScale, "planetscale.token", "service token", ["pscale_tkn_", scaleBody]),
  token(planetScale, "planetscale.password", "password", ["pscale_pw_", scaleBody]),
  token(planetScale, "planetscale.oauth", "OAuth token", ["pscale_oauth_", scaleBody]),
  token(supabase, "supabase.pat", "access token", ["sbp_", choice("oauth_", "v0_", ""), hex(40)]),
  token(supabase, "supabase.secret-key", "secret key", ["sb_secret_", url64(31)]),
  token(neon, "neon.api-key", "API key", ["napi_", lowerAlnum(60, 70)]),
  token(neon, "neon.role-password", "role password", ["npg_", alnum(12)], {
    notBefore: "A-Za-z0-9_",
    check: ({ secret }) => /[0-9A-Z]/.test(secret.slice(4)),
  }),
  token(databricks, "databricks.pat", "personal access token", ["dapi", hex(32)]),
  token(databricks, "databricks.oauth", "OAuth secret", ["dose", hex(32)]),
  token(prisma, "prisma.api-key", "API key", ["prisma_", alnum(40, 80)], {
    notBefore: "A-Za-z0-9_",
  }),
  token(aiven, "aiven.token", "service password", ["AVNS_", url64(18, 40)]),
  setting(aiven, "aiven.api-token", "API token", [body("A-Za-z0-9/+=", 200, 400)], {
    vendors: ["aiven"],
  }),
  token(atlas, "mongodb.service-account", "service account secret", ["mdb_sa_sk_", url64(36, 48)]),
  setting(atlas, "mongodb.atlas-key", "private API key", uuid, {
    vendors: ["mongodb_atlas", "atlas", "mcli_private", "mongodb"],
  }),
  token(cockroach, "cockroach.api-key", "service account key", [
    "CCDB1_",
    alnum(22),
    "_",
    alnum(40),
  ]),
  token(clickHouse, "clickhouse.key-secret", "key secret", ["4b1d", alnum(38)], {
    notBefore: "A-Za-z0-9",
    check: ({ secret }) => /[A-Z]/.test(secret),
  }),
  token(snowflake, "snowflake.session-token", "session token", [
    "ver:",
    digits(1),
    "-hint:",
    digits(1, 24),
    "-",
    body("A-Za-z0-9+/=", 80, 400),
  ]),
  token(confluent, "confluent.cloud-secret", "API secret", ["cflt", body("A-Za-z0-9+/", 60)], {
    notBefore: "A-Za-z0-9+/",
  }),
  setting(confluent, "confluent.api-secret", "API secret", [base64(64)], {
    vendors: ["confluent", "kafka"],
    names: ["secret", "password", "key", "token"],
  }),
  setting(upstash, "upstash.token", "REST token or API key", [body("A-Za-z0-9_=-", 36, 160)], {
    vendors: ["upstash", "qstash"],
  }),
  token(xata, "xata.api-key", "API key", ["xau_", alnum(32, 48)]),
  token(convex, "convex.deploy-key", "deploy key", [
    choice("prod:", "dev:", "preview:", "project:"),
    body("a-z0-9:-", 4, 80),
    "|",
    body("A-Za-z0-9+/=", 40, 400),
  ]),
  token(fauna, "fauna.secret", "secret", ["fnA", url64(37)], { notBefore: "A-Za-z0-9_-" }),
  token(astra, "datastax.application-token", "application token", [
    "AstraCS:",
    alnum(20, 32),
    ":",
    hex(64),
  ]),
  token(tinybird, "tinybird.token", "token", ["p.eyJ", url64(60, 200), ".", url64(40, 60)]),
  setting(influx, "influxdb.api-token", "API token", [url64(86), "=="], {
    vendors: ["influxdb", "influx"],
  }),
  token(influx, "influxdb.token", "API token", ["apiv3_", url64(60, 120)]),
  token(dbt, "dbt.token", "token", [choice("dbtu_", "dbtc_", "dbts_"), url64(36, 60)]),
  token(metabase, "metabase.api-key", "API key", ["mb_", base64(43), "="]),
  token(retool, "retool.api-token", "API token", ["retool_01", lowerAlnum(24)]),
  setting(looker, "looker.client-secret", "client secret", [alnum(24)], { vendors: ["looker"] }),
  setting(fivetran, "fivetran.api-secret", "API secret", [alnum(32)], { vendors: ["fivetran"] }),
  token(appwrite, "appwrite.api-key", "API key", [choice("standard_", "dynamic_"), hex(256)]),
  setting(algolia, "algolia.api-key", "API key", [lowerAlnum(32)], {
    vendors: ["algolia"],
    // A key that may only search is made to be public.
    check: ({ text, start }) => !/search/i.test(text.slice(Math.max(0, start - 24), start)),
  }),
  setting(meilisearch, "meilisearch.api-key", "API key", [lowerAlnum(64)], {
    vendors: ["meilisearch", "meili"],
  }),
  setting(meilisearch, "meilisearch.master-key", "master key", [url64(43, 64)], {
    vendors: ["meili_master", "meilisearch_master"],
    names: ["key"],
  }),
  setting(typesense, "typesense.api-key", "API key", [alnum(32, 64)], { vendors: ["typesense"] }),
  setting(redis, "redis.cloud-key", "Cloud API key", [optional("A"), lowerAlnum(40, 52)], {
    vendors: ["redis_cloud", "rediscloud"],
  }),
  setting(atlas, "mongodb.app-services-key", "App Services key", [alnum(64)], {
    vendors: ["realm", "app_services"],
  }),
  setting(snowflake, "snowflake.password", "password", [alnum(12, 64)], {
    vendors: ["snowflake", "snowsql"],
    names: ["password", "pwd", "passwd", "token"],
  }),
];
