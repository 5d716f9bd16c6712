import type { JsonValue } from "#shared/json.ts";
import { remembered } from "#domain/governance/remembered.ts";
import { actRules } from "./judge-acts.ts";
import type { CallPart } from "./call-part.ts";
import { documentMembers, judgeDocuments } from "./judge-documents.ts";
import { graphMembers, judgeGraph } from "./judge-graph.ts";
import { judgeKeyspace } from "./judge-keyspace.ts";
import { rightsRules } from "./judge-rights.ts";

const rules = [...rightsRules, ...actRules];
/** Most names mean nothing to any of them. */
const rulesAbout = remembered((name) =>
  rules.filter(({ about }) => about.length === 0 || about.some((names) => names.test(name))),
);
const isDocument = remembered((name): boolean => documentMembers.test(name));
const isGraph = remembered((name): boolean => graphMembers.test(name));
/** A call with more members on one level is no form that a person or a model fills in. */
const membersMax = 256;

/** What an object of arguments says by its members, not by a text that has a language of its own. */
export function judgeFields(part: CallPart): void {
  let holdsDocuments = false;
  for (const name of Object.keys(part.members).slice(0, membersMax)) {
    const value = part.members[name] as JsonValue;
    for (const rule of rulesAbout(name)) {
      const match = rule.judge(name, value, part);
      if (match !== null) part.at(name).report(match);
    }
    if (typeof value === "string" && isGraph(name)) judgeGraph(name, value, part);
    holdsDocuments ||= isDocument(name);
  }
  if (!holdsDocuments) return;
  judgeDocuments(part);
  judgeKeyspace(part);
}
