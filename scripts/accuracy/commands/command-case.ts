import type { BlocklistCategory } from "#domain/governance/blocklist/categories.ts";
import type { JsonValue } from "#shared/json.ts";

/** How a case reaches the product: a client's own shell tool, or a tool of a server. */
export type Dialect = "shell" | "powershell" | "cmd" | "sql" | "tool";

/** Server, tool and arguments of a `tools/call`. */
export type ToolCall = readonly [server: string, tool: string, input: { [key: string]: JsonValue }];

interface Head {
  /** Every category that would be a right name for it; empty: nothing shall be found. */
  readonly expect: readonly BlocklistCategory[];
  readonly as: Dialect;
  /** The documentation or incident that the group was written from. */
  readonly source: string;
  /** A published way to hide a command, named. */
  readonly evasion?: string;
  /** Harmless in most hands, yet a question to the user is no false alarm. */
  readonly mayAsk?: true;
}

export interface CommandCase extends Head {
  readonly body: string | ToolCall;
}

/** Rows that share what is expected of them and where they come from. */
export function cases(head: Head, bodies: readonly (string | ToolCall)[]): readonly CommandCase[] {
  return bodies.map((body) => ({ ...head, body }));
}

export function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

/** As PowerShell's -EncodedCommand wants it: UTF-16LE in base64. */
export function encodedCommand(text: string): string {
  return Buffer.from(text, "utf16le").toString("base64");
}
