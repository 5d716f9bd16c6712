import { chmodSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import { AppError } from "#shared/errors.ts";
import { configInvalid } from "../config-invalid.ts";
import { type AccessRule, accessControlSchema } from "../schemas/access-control.ts";
import { checkNode } from "../yaml/check-node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";

/** `add` replaces the rule about the same entity and subject; `remove` names one. */
export type RuleChange =
  { readonly add: AccessRule } | { readonly remove: Pick<AccessRule, "entity" | "subject"> };

/**
 * Changes one rule of a file and keeps its comments and formatting. The result is checked before it
 * replaces the file in one step. Gives whether anything changed.
 */
export function editAccessRules(file: string, change: RuleChange): boolean {
  const before = readFileSync(file, "utf8");
  const after = changeRules(before, change, basename(file));
  if (after === before) return false;
  const { mode } = statSync(file);
  // Ends in no name that a glob of the root file matches.
  const next = `${file}.${process.pid}.new`;
  try {
    writeFileSync(next, after, { flag: "wx", mode: mode & 0o777 });
    chmodSync(next, mode & 0o777);
    renameSync(next, file);
  } finally {
    rmSync(next, { force: true });
  }
  return true;
}

/** The same on text: pure. Throws CONFIG_INVALID when the text is not a file of rules. */
export function changeRules(text: string, change: RuleChange, shown: string): string {
  assertRules(text, shown);
  const document = parseDocument(text);
  const rules = document.get("rules");
  if (!isSeq(rules)) throw new AppError("CONFIG_INVALID", `${shown} has no list of rules.`);
  const changed =
    "add" in change ? addRule(document, rules, change.add) : removeRule(rules, change.remove);
  if (!changed) return text;
  const result = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  assertRules(result, shown);
  return result;
}

function addRule(document: Document, rules: YAMLSeq, rule: AccessRule): boolean {
  const present = findRules(rules, rule);
  if (present.length === 1 && isSame(present[0], rule)) return false;
  for (const old of present) deleteItem(rules, old);
  rules.flow = false;
  rules.add(document.createNode(writable(rule)));
  return true;
}

function removeRule(rules: YAMLSeq, rule: Pick<AccessRule, "entity" | "subject">): boolean {
  const present = findRules(rules, rule);
  for (const old of present) deleteItem(rules, old);
  return present.length > 0;
}

function findRules(rules: YAMLSeq, rule: Pick<AccessRule, "entity" | "subject">): YAMLMap[] {
  return rules.items.filter(
    (item): item is YAMLMap =>
      isMap(item) && item.get("entity") === rule.entity && item.get("subject") === rule.subject,
  );
}

function deleteItem(rules: YAMLSeq, item: YAMLMap): void {
  rules.items.splice(rules.items.indexOf(item), 1);
}

function isSame(item: YAMLMap | undefined, rule: AccessRule): boolean {
  return (
    item?.get("access") === rule.access &&
    (item.get("auto_approve") ?? false) === (rule.auto_approve ?? false) &&
    item.get("reason") === rule.reason
  );
}

/** Only what the rule says: no member that merely repeats a default. */
function writable(rule: AccessRule): Record<string, unknown> {
  return {
    entity: rule.entity,
    subject: rule.subject,
    access: rule.access,
    ...(rule.auto_approve === true ? { auto_approve: true } : {}),
    ...(rule.reason === undefined ? {} : { reason: rule.reason }),
  };
}

function assertRules(text: string, shown: string): void {
  const { root, findings } = parseYaml(text);
  const all = root === null ? findings : [...findings, ...checkNode(accessControlSchema, root)];
  if (all.length === 0) return;
  throw configInvalid(
    `The file ${shown}`,
    all.map((finding) => ({ file: shown, ...finding })),
  );
}
