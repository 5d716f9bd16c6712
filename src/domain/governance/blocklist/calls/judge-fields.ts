import type { JsonValue } from "#shared/json.ts";
import { remembered } from "#domain/governance/remembered.ts";
import { actRules } from "./judge-acts.ts";
import type { CallPart } from "./call-part.ts";
import { judgeDocuments } from "./judge-documents.ts";
import { judgeGraph } from "./judge-graph.ts";
import { judgeKeyspace } from "./judge-keyspace.ts";
import { rightsRules } from "./judge-rights.ts";

const rules = [...rightsRules, ...actRules];
const rulesAbout = remembered((name) =>
  rules.filter(({ about }) => about.length === 0 || about.some((names) => names.test(name))),
);
/** A call with more members on one level is no form that a person or a model fills in. */
const membersMax = 256;

/** What an object of arguments says by its members, not by a text that has a language of its own. */
export function judgeFields(part: CallPart): void {
  for (const name of Object.keys(part.members).slice(0, membersMax)) {
    const value = part.members[name] as JsonValue;
    for (const rule of rulesAbout(name)) {
      const match = rule.judge(name, value, part);
      if (match !== null) part.at(name).report(match);
    }
    if (typeof value === "string") judgeGraph(name, value, part);
  }
  judgeDocuments(part);
  judgeKeyspace(part);
}
