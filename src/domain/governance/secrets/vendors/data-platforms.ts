import { alnum, hex, url64 } from "../alphabets.ts";
import { body, choice } from "../formats/parts.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

function issuer(name: string, source: string): Issuer {
  return {
    name,
    source,
    remedy: `Revoke it in the ${name} console, then use a stored secret instead.`,
    severity: "critical",
  };
}

const planetScale = issuer("PlanetScale", "planetscale.com/docs, Service tokens");
const supabase = issuer("Supabase", "supabase.com/docs, API keys");
const neon = issuer("Neon", "neon.com/docs, API keys");
const databricks = issuer("Databricks", "docs.databricks.com, Personal access tokens");
const prisma = issuer("Prisma", "prisma.io/docs, API keys");
const aiven = issuer("Aiven", "aiven.io/docs, Personal tokens");

export const dataPlatformKinds: readonly SecretKind[] = [
  token(planetScale, "planetscale.token", "service token", [
    "pscale_tkn_",
    body("A-Za-z0-9_.=-", 32, 64),
  ]),
  token(planetScale, "planetscale.password", "password", [
    "pscale_pw_",
    body("A-Za-z0-9_.=-", 32, 64),
  ]),
  token(planetScale, "planetscale.oauth", "OAuth token", [
    "pscale_oauth_",
    body("A-Za-z0-9_.=-", 32, 64),
  ]),
  token(supabase, "supabase.pat", "access token", ["sbp_", choice("oauth_", "v0_", ""), hex(40)]),
  token(supabase, "supabase.secret-key", "secret key", ["sb_secret_", url64(31)]),
  token(neon, "neon.api-key", "API key", ["napi_", body("a-z0-9", 60, 70)]),
  token(databricks, "databricks.pat", "personal access token", ["dapi", hex(32)]),
  token(databricks, "databricks.oauth", "OAuth secret", ["dose", hex(32)]),
  token(prisma, "prisma.api-key", "API key", ["prisma_", alnum(40, 80)], {
    notBefore: "A-Za-z0-9_",
  }),
  token(aiven, "aiven.token", "token", ["AVNS_", url64(18, 40)]),
];
