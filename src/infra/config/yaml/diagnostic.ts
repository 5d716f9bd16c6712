/** One based, as editors count; 0 where there is no file (the environment, a flag). */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong, where, and what to do. Never holds a value that may be secret. */
export interface Diagnostic extends Position {
  readonly severity: "error" | "warning";
  /** As the operator knows it: `services/mcp/files.yaml`. */
  readonly file: string;
  /** `limits.call_timeout_ms`, `rules[2].access`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
}

/** A finding before it knows its file. */
export type Finding = Omit<Diagnostic, "file">;

export type PathPart = string | number;

const plainKey = /^[A-Za-z_*][A-Za-z0-9_*-]{0,63}$/;
const keyCharsMax = 64;

/** `tools.read_file.permissions[0]`; keys that are not plain words are quoted and escaped. */
export function formatPath(parts: readonly PathPart[]): string {
  let path = "";
  for (const part of parts) {
    if (typeof part === "number") path += `[${part}]`;
    else if (plainKey.test(part)) path += path === "" ? part : `.${part}`;
    else path += `[${quote(part)}]`;
  }
  return path;
}

/** A word of the operator's for a message: escaped, and cut where it is long. */
export function quote(text: string): string {
  const shown = text.length > keyCharsMax ? `${text.slice(0, keyCharsMax)}…` : text;
  // Controls, direction overrides and invisible characters could rewrite the terminal's line.
  const risky =
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
  return JSON.stringify(shown).replace(
    risky,
    (match) => `\\u${match.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** `services/mcp/files.yaml:12:5 limits.timout  unknown key, did you mean "call_timeout_ms"?` */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, path, message, severity } = diagnostic;
  const spot = line === 0 ? file : `${file}:${line}:${column}`;
  const place = `${spot}${path === "" ? "" : ` ${path}`}`;
  return `${place}  ${severity === "warning" ? "warning: " : ""}${message}`;
}
