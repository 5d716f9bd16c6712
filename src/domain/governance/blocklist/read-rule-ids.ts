import { blocklistCategories } from "./categories.ts";

/** What the ids of rules begin with; other words with a dot in the rules' sources are file names. */
const families = [
  ...["call", "cloud", "code", "credential", "data", "disk", "git", "governance", "http", "money"],
  ...["name", "opaque", "path", "permission", "powershell", "process", "publish", "schema"],
  ...["security", "shell", "sql", "tunnel", "upload", "url"],
];
const ownId = new RegExp(`"((?:${families.join("|")})\\.[a-z0-9][a-z0-9-]*)"`, "g");
/** Rows about requests leave the family out. */
const requestRow = new RegExp(
  `"(?:${Object.keys(blocklistCategories).join("|")})",\\s*"([a-z0-9][a-z0-9-]*)"`,
  "g",
);

/** The ids that the rules' sources spell: for the list beside this file, and for its test. */
export async function readRuleIds(): Promise<readonly string[]> {
  const ids = new Set<string>();
  const sources = new Bun.Glob("**/*.ts").scan({ cwd: import.meta.dir, absolute: true });
  for await (const path of sources) {
    if (/\.test\.ts$|rule-ids\.ts$/.test(path)) continue;
    const text = await Bun.file(path).text();
    for (const [, id = ""] of text.matchAll(ownId)) ids.add(id);
    if (!text.includes("`http.$" + "{rule}`")) continue;
    for (const [, name = ""] of text.matchAll(requestRow)) ids.add(`http.${name}`);
  }
  return [...ids].sort();
}
