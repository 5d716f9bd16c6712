import { actRules } from "./judge-acts.ts";
import type { CallPart } from "./call-part.ts";
import { judgeDocuments } from "./judge-documents.ts";
import { judgeGraph } from "./judge-graph.ts";
import { judgeKeyspace } from "./judge-keyspace.ts";
import { rightsRules } from "./judge-rights.ts";

const rules = [...rightsRules, ...actRules];
/** A call with more members on one level is no form that a person or a model fills in. */
const membersMax = 256;

/** What an object of arguments says by its members, not by a text that has a language of its own. */
export function judgeFields(part: CallPart): void {
  for (const [name, value] of Object.entries(part.members).slice(0, membersMax)) {
    for (const rule of rules) {
      const match = rule(name, value, part);
      if (match !== null) part.at(name).report(match);
    }
    if (typeof value === "string") judgeGraph(name, value, part);
  }
  judgeDocuments(part);
  judgeKeyspace(part);
}
