import { judgeRequest } from "./paths/judge-request.ts";
import type { RuleContext } from "./rules/rule-context.ts";
import { executableComments, judgeSql } from "./sql/judge-sql.ts";

/** How statements begin that no program is called like. */
const statement = new RegExp(
  String.raw`^\s*(?:${[
    String.raw`(?:drop|alter|create)\s+(?:or\s+replace\s+)?(?:${[
      "table|database|schema|index|view|materialized|user|role|login|function|procedure|policy",
      "trigger|extension|type|sequence|keyspace|warehouse|system|temp\\w*|owned",
    ].join("|")})\b`,
    String.raw`truncate\s+(?!-)(?:table\s+)?\w|delete\s+from\s|update\s+\S{1,128}\s+set\s`,
    String.raw`insert\s+into\s|merge\s+into\s|grant\s+\w|revoke\s+\w|select\s+\S|explain\s`,
    String.raw`with\s+\w{1,64}\s+as\s*\(|do\s+\$|exec(?:ute)?\s+(?:immediate|sp_|xp_|master)`,
    String.raw`begin\s*;|match\s*\(|db\s*\.\s*\w|flush(?:all|db)\b`,
  ].join("|")})`,
  "i",
);
/** `DELETE https://host/path`, `DELETE /path` and what stands below it. */
const request = new RegExp(
  String.raw`^\s*(GET|POST|PUT|PATCH|DELETE)\s+(https?:\/\/[^\s|;&]{1,2048}|\/[^\s|;&]{0,2048})` +
    String.raw`(?:\s+HTTP\/[\d.]+)?\s*(?:$|\n([^]{0,8192}))`,
);

/**
 * A statement or a request where a command should stand: whoever runs it hands it to a client.
 * True when the text is one, so that what a shell cannot read in it says nothing.
 */
export function judgeTypedStatement(text: string, { report }: RuleContext): boolean {
  const asked = request.exec(text);
  if (asked !== null) {
    const match = judgeRequest(asked[1] as string, asked[2] as string, asked[3] ?? "");
    if (match !== null) report(match);
    return true;
  }
  if (!statement.test(text)) return false;
  judgeSql(executableComments(text), report);
  return true;
}
