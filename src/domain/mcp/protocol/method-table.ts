/** What happens to a method. Methods not in the table are refused. */
export interface MethodRow {
  readonly eras: "both" | "legacy" | "modern";
  /**
   * `decision`: governed, one row before the act and one after it. `event`: authenticated,
   * rate-counted and filtered, one row. `none`: nothing leaves and nothing is recorded.
   */
  readonly record: "decision" | "event" | "none";
  /** Capability that the server must have for the method to exist. */
  readonly capability: "tools" | "resources" | "prompts" | "completions" | null;
}

// prettier-ignore
export const methodTable = {
  "tools/call":               { eras: "both",   record: "decision", capability: "tools" },
  "resources/read":           { eras: "both",   record: "decision", capability: "resources" },
  "prompts/get":              { eras: "both",   record: "decision", capability: "prompts" },
  "completion/complete":      { eras: "both",   record: "decision", capability: "completions" },
  "tools/list":               { eras: "both",   record: "event",    capability: null },
  "resources/list":           { eras: "both",   record: "event",    capability: "resources" },
  "resources/templates/list": { eras: "both",   record: "event",    capability: "resources" },
  "prompts/list":             { eras: "both",   record: "event",    capability: "prompts" },
  "server/discover":          { eras: "modern", record: "event",    capability: null },
  "subscriptions/listen":     { eras: "modern", record: "event",    capability: null },
  "initialize":               { eras: "legacy", record: "event",    capability: null },
  "ping":                     { eras: "legacy", record: "none",     capability: null },
} as const satisfies Record<string, MethodRow>;

export type McpMethod = keyof typeof methodTable;
export type GovernedMethod = {
  [M in McpMethod]: (typeof methodTable)[M]["record"] extends "decision" ? M : never;
}[McpMethod];
export type ListMethod =
  "tools/list" | "resources/list" | "resources/templates/list" | "prompts/list";

/** The method's row in an era, or null: then it does not exist there. */
export function findMethod(method: string, era: "modern" | "legacy"): McpMethod | null {
  if (!Object.hasOwn(methodTable, method)) return null;
  const known = method as McpMethod;
  const { eras } = methodTable[known];
  return eras === "both" || eras === era ? known : null;
}

export function isGoverned(method: McpMethod): method is GovernedMethod {
  return methodTable[method].record === "decision";
}
