import { base62Alphabet } from "../formats/characters.ts";
import { alnum, hex, url64 } from "../alphabets.ts";
import { base62Checksum } from "../checks/crc32.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { uuid } from "../formats/shapes.ts";
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

const jsr = issuer("JSR", "jsr.io/docs, API: authentication");
const openVsx = issuer("Open VSX", "open-vsx.org, Access tokens");
const hexPm = issuer("Hex", "hex.pm/docs, API keys");
const cloudsmith = issuer("Cloudsmith", "help.cloudsmith.io, API keys and entitlement tokens");
const gemfury = issuer("Gemfury", "gemfury.com/help, Tokens");
const buf = issuer("Buf", "buf.build/docs, Authentication");
const anaconda = issuer("Anaconda", "anaconda.com/docs, Tokens");
const quay = issuer("Quay", "docs.projectquay.io, Robot accounts and OAuth tokens");
const harbor = issuer("Harbor", "goharbor.io/docs, Robot accounts");

const npmPrefix = "npm_";

export const packageKinds: readonly SecretKind[] = [
  token(npm, "npm.access-token", "access token", [npmPrefix, alnum(36)], {
    proof: (secret) => base62Checksum(secret.slice(npmPrefix.length, -6)) === secret.slice(-6),
    example: (draw) => {
      const entropy = draw.chars(base62Alphabet, 30);
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
  token(jfrog, "jfrog.reference-token", "reference token", ["cmVmdGtu", alnum(54, 58)]),
  token(clojars, "clojars.deploy-token", "deploy token", ["CLOJARS_", body("a-z0-9", 60)]),
  token(packagist, "packagist.token", "authentication token", [
    "packagist_",
    choice("ort_", "out_", "uut_", "ouk_"),
    hex(68),
  ]),
  setting(npm, "npm.legacy-token", "older access token", uuid, {
    vendors: ["npm", "_auth", "node_auth"],
    names: ["token"],
    set: "A-Za-z0-9-",
    keywords: ["npm", "_auth", "node_auth"],
  }),
  setting(nuget, "nuget.legacy-key", "older API key", uuid, {
    vendors: ["nuget"],
    names: ["key", "token"],
    set: "A-Za-z0-9-",
  }),
  token(jsr, "jsr.token", "token", [choice("jsrp_", "jsrd_", "jsrw_"), alnum(32, 64)]),
  token(openVsx, "openvsx.access-token", "access token", [
    choice("ovsxp_", "ovsxat_"),
    body("A-Za-z0-9-", 32, 64),
  ]),
  setting(hexPm, "hex.api-key", "API key", [hex(32)], { vendors: ["hex_api", "hexpm"] }),
  setting(cloudsmith, "cloudsmith.api-key", "API key", [hex(40)], { vendors: ["cloudsmith"] }),
  setting(gemfury, "gemfury.token", "token", [url64(20, 24)], { vendors: ["gemfury"] }),
  setting(buf, "buf.token", "token", [hex(64)], {
    vendors: ["buf_token", "buf_api"],
    names: ["token", ""],
  }),
  setting(anaconda, "anaconda.token", "token", [body("a-z", 2), "-", ...uuid], {
    vendors: ["anaconda", "conda_token"],
    names: ["token", "key", ""],
    set: "A-Za-z0-9-",
  }),
  setting(quay, "quay.token", "robot or OAuth token", [body("A-Z0-9", 40, 64)], {
    vendors: ["quay"],
  }),
  setting(harbor, "harbor.robot-secret", "robot account secret", [alnum(32)], {
    vendors: ["harbor"],
    names: ["secret", "token", "password"],
  }),
];
