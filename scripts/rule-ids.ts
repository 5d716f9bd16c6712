/**
 * Writes the list of the blocklist's rules from their sources: an exception may name one of them,
 * and a reviewer sees when one comes, goes or is renamed.
 */
import { readRuleIds } from "#domain/governance/blocklist/read-rule-ids.ts";

const file = new URL("../src/domain/governance/blocklist/rule-ids.ts", import.meta.url).pathname;

const columnsMax = 98;
const families = Map.groupBy(await readRuleIds(), (id) => id.slice(0, id.indexOf(".")));
const rows = [...families].map(([family, ids]) => {
  const lines = [""];
  for (const name of ids.map((id) => id.slice(family.length + 1))) {
    const line = `${lines.at(-1) ?? ""} ${name}`.trimStart();
    if (line.length + '    "",'.length > columnsMax) lines.push(name);
    else lines[lines.length - 1] = line;
  }
  const texts = lines.map((line) => `    "${line}",`);
  return `  ${family}: [\n${texts.join("\n")}\n  ],`;
});

await Bun.write(
  file,
  `/** Written by scripts/rule-ids.ts: names of rules by the family that their ids begin with. */
// prettier-ignore
const families: Readonly<Record<string, readonly string[]>> = {
${rows.join("\n")}
};

/** Every rule of the blocklist, as findings and exceptions name it. */
export const ruleIds: readonly string[] = Object.entries(families).flatMap(([family, lines]) =>
  lines.flatMap((line) => line.split(" ")).map((name) => \`\${family}.\${name}\`),
);
`,
);
