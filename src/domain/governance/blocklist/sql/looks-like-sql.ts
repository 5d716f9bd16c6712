const sqlStart =
  /^\s*(?:(?:\/\*|--)|(?:\([(\s]*)?(?:select|with|insert|update|delete|drop|truncate(?!\s+-)|alter|create|grant|revoke|copy|do|call|exec|execute|merge|explain|begin|set|reassign|prepare|shutdown(?!\s+[-/\w])|flushall|flushdb|db\s*\.|(?:optional\s+)?match\s*\(|declare|use|replace|load|rename|purge|optimize|system|if|go|kill|backup|restore|attach|pragma|vacuum|deny|config\s+set|script|debug)\b)/i;
/** Statements of single dialects: SQL Server, MySQL, Snowflake, BigQuery, Redshift, Kusto, Neo4j. */
const dialectStart =
  /^\s*(?:shutdown\s+(?:with\s+nowait|immediate|abort|normal|transactional)\s*(?:;\s*)?$|disable\s+trigger|dbcc\s|flush\s+\w+|reset\s+(?:master|slave|replica|binary|persist)|stop\s+(?:slave|replica|group_replication)|bulk\s+insert|export\s+data|unload\s*\(|put\s+'?file:|(?:rm|remove)\s+@|remove\s+(?:table|database|namespace|field|index|user|scope|access)\b|while\s|[a-z]{1,6}\/\*|undrop\s|noaudit\s|detach\s|lock\s+(?:tables?|instance)|uninstall\s|install\s|unlink\s|foreach\s*\(|from\s+\w|\.(?:drop|delete|purge|clear|alter|set-or-replace)\b|batch\s|start\s+transaction|match\s*\(|security\s|audit\s)/i;
/** MySQL's other comment to the end of the line. */
const hashComment = /^\s*#[^\n]*\n/;
export const hashComments = /^(?:\s*#[^\n]*\n)+/;

/** A second statement behind a text that only quotes or compares. */
const stacked = /;\s*(?:drop|delete\s+from|truncate|alter|grant|exec(?:ute)?|update|insert)\b/i;

/** What stands behind a quote that closes another program's text: `') ; DROP TABLE users`. */
export function stackedPart(text: string): string | null {
  const found = text.includes(";") ? stacked.exec(text) : null;
  const quotes = found === null ? 0 : (text.match(/'/g) ?? []).length;
  const isOpen = found !== null && quotes % 2 === 1;
  return isOpen ? text.slice(found.index + 1) : null;
}

/** A text that only may be SQL is read as such when it starts like a statement. */
export function looksLikeSql(text: string): boolean {
  if (hashComment.test(text)) return looksLikeSql(text.replace(hashComments, ""));
  return (
    sqlStart.test(text) || dialectStart.test(text) || (text.includes(";") && stacked.test(text))
  );
}
