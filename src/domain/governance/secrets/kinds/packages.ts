import { alnum, hex, url64 } from "../alphabets.ts";
import { base62Checksum } from "../checks/crc32.ts";
import { body, choice } from "../formats/parts.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

function issuer(name: string, source: string): Issuer {
  return {
    name,
    source,
    remedy: `Revoke the token in the ${name} account settings, then use a stored secret instead.`,
    severity: "critical",
  };
}

const npm = issuer("npm", "docs.npmjs.com, About access tokens");
const pypi = issuer("PyPI", "pypi.org/help, API tokens");
const rubygems = issuer("RubyGems", "guides.rubygems.org, API key scopes");
const crates = issuer("crates.io", "doc.rust-lang.org/cargo, Publishing on crates.io");
const docker = issuer("Docker", "docs.docker.com, Personal and organization access tokens");
const nuget = issuer("NuGet", "learn.microsoft.com/nuget, Scoped API keys");
const jfrog = issuer("JFrog", "jfrog.com/help, API keys and reference tokens");
const clojars = issuer("Clojars", "github.com/clojars, Deploy tokens");
const packagist = issuer("Packagist", "packagist.com/docs, Composer authentication");

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const npmPrefix = "npm_";

export const packageKinds: readonly SecretKind[] = [
  token(npm, "npm.access-token", "access token", [npmPrefix, alnum(36)], {
    proof: (secret) => base62Checksum(secret.slice(npmPrefix.length, -6)) === secret.slice(-6),
    example: (draw) => {
      const entropy = draw.chars(base62, 30);
      return npmPrefix + entropy + base62Checksum(entropy);
    },
  }),
  // A macaroon: the lead is the base-64 of the location `pypi.org` or `test.pypi.org`.
  token(pypi, "pypi.api-token", "API token", [
    choice("pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"),
    url64(50, 1_000),
  ]),
  token(rubygems, "rubygems.api-key", "API key", ["rubygems_", hex(48)]),
  token(crates, "crates.api-token", "API token", ["cio", alnum(32)], { notBefore: "A-Za-z0-9" }),
  token(docker, "docker.pat", "personal access token", ["dckr_pat_", url64(27)]),
  token(docker, "docker.oat", "organization access token", ["dckr_oat_", url64(27, 40)]),
  token(nuget, "nuget.api-key", "API key", ["oy2", body("a-z0-9", 43)], { notBefore: "A-Za-z0-9" }),
  token(jfrog, "jfrog.api-key", "API key", ["AKCp", alnum(69)]),
  token(jfrog, "jfrog.reference-token", "reference token", ["cmVmdGtu", alnum(56)]),
  token(clojars, "clojars.deploy-token", "deploy token", ["CLOJARS_", body("a-z0-9", 60)]),
  token(packagist, "packagist.token", "authentication token", [
    "packagist_",
    choice("ort_", "out_", "uut_", "ouk_"),
    hex(68),
  ]),
];
