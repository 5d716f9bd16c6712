const sqlStart =
  /^\s*(?:(?:\/\*|--)|\(*\s*(?:select|with|insert|update|delete|drop|truncate(?!\s+-)|alter|create|grant|revoke|copy|do|call|exec|execute|merge|explain|begin|set|reassign|prepare|shutdown(?!\s+[-/\w])|flushall|flushdb|db\s*\.|(?:optional\s+)?match\s*\(|declare|use|replace|load|rename|purge|optimize|system|if|go|kill|backup|restore|attach|pragma|vacuum|deny|config\s+set|script|debug)\b)/i;

/** A text that only may be SQL is read as such when it starts like a statement. */
export function looksLikeSql(text: string): boolean {
  return sqlStart.test(text);
}
