import type { SecretKind } from "../kind.ts";
import { findAssigned } from "./assignments.ts";
import { type NameKind, nameKinds } from "./names.ts";
import { contextual, type ContextualRow, drawPassword } from "./row.ts";

const changeIt = "Change it, and pass it to the tool as a stored secret or a variable.";

/** Words of two or more parts, as every style joins them. */
function joined(firsts: string, second: string): readonly string[] {
  return firsts
    .split(" ")
    .flatMap((first) => ["", "_", "-", " ", "."].map((joint) => `${first}${joint}${second}`));
}

function assigned(
  names: NameKind,
  row: Omit<ContextualRow, "find" | "source" | "remedy">,
): SecretKind {
  return contextual({
    ...row,
    source: "OWASP Secrets Management Cheat Sheet: secrets in code and configuration",
    remedy: changeIt,
    // What ends a keyword may already follow the name.
    find: (text, at, length) =>
      findAssigned(names, text, at, /\w/.test(text.charAt(at + length - 1)) ? length : length - 1),
  });
}

/** What is assigned to a name that says what it is. */
export const assignedKinds: readonly SecretKind[] = [
  assigned(nameKinds.password, {
    id: "generic.password",
    title: "Password beside its name",
    severity: "high",
    keywords: [
      "pass", "pwd", "kennwort", "psk", "wachtwoord", "senha", "parola", "motdepasse",
      "contrasena", "pw", "authtok",
    ], // prettier-ignore
    example: (draw) => `db_password = "${drawPassword(draw)}"`,
  }),
  assigned(nameKinds.secret, {
    id: "generic.secret",
    title: "Secret beside its name",
    severity: "high",
    keywords: ["secret"],
    example: (draw) => `client_secret = "${drawPassword(draw)}"`,
  }),
  assigned(nameKinds.token, {
    id: "generic.token",
    title: "Token beside its name",
    severity: "high",
    keywords: ["token"],
    example: (draw) => `access_token = "${drawPassword(draw)}"`,
  }),
  assigned(nameKinds.pat, {
    id: "generic.pat",
    title: "Personal access token beside its name",
    severity: "high",
    // Names such as `_path` and `_pattern` would be met at every turn.
    keywords: ['_pat"', "_pat'", "_pat=", "_pat:", "_pat ", "_pat\n"],
    example: (draw) => `DEVOPS_PAT="${drawPassword(draw)}${drawPassword(draw)}"`,
  }),
  assigned(nameKinds.key, {
    id: "generic.api-key",
    title: "API key or encryption key beside its name",
    severity: "high",
    keywords: joined(
      "api app application access auth authorization account private signing encryption " +
        "decryption crypto master shared service subscription hmac session license deploy admin " +
        "webhook storage transaction partner merchant v3 fernet cipher aes des hash salt dev nwks apps network device write " +
        "ingest integration logged_in nonce sas jwt cookie encrypt",
      "key",
    ),
    example: (draw) => `api_key = "${drawPassword(draw)}"`,
  }),
  assigned(nameKinds["named-key"], {
    id: "generic.named-key",
    title: "Key of a named service",
    severity: "high",
    keywords: ['_key"', "_key'", "_key=", "_key:", "_key ", "_key\n", '-key"', "-key'", "-key:"],
    example: (draw) => `CENSUS_KEY="${drawPassword(draw)}${drawPassword(draw)}"`,
  }),
  assigned(nameKinds.salt, {
    id: "generic.salt",
    title: "Salt beside its name",
    severity: "medium",
    keywords: ["salt", "pepper"],
    example: (draw) => `password_salt = "${drawPassword(draw)}"`,
  }),
];
