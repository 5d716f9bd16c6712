import { type Diagnostic, type Finding, formatPath, type PathPart } from "../yaml/diagnostic.ts";
import { type Located, positionOf } from "../yaml/located.ts";

/** More than this many lines help nobody. */
export const diagnosticsMax = 200;

/** Adds findings of one file under its name and places. */
export class Report {
  readonly #diagnostics: Diagnostic[];
  readonly file: string;
  readonly root: Located;

  constructor(diagnostics: Diagnostic[], file: string, root: Located) {
    this.#diagnostics = diagnostics;
    this.file = file;
    this.root = root;
  }

  add(path: readonly PathPart[], message: string, severity: "error" | "warning" = "error"): void {
    const { line, column } = positionOf(this.root, path);
    const place = { severity, file: this.file, line, column, path: formatPath(path) };
    this.#diagnostics.push({ ...place, message });
  }

  /** What a schema check found in this file. */
  addFinding(finding: Finding): void {
    this.#diagnostics.push({ file: this.file, ...finding });
  }

  lineOf(path: readonly PathPart[]): number {
    return positionOf(this.root, path).line;
  }
}

/** In reading order, and not more than anyone reads. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column,
  );
  const shown = sorted.slice(0, diagnosticsMax);
  const last = shown.at(-1);
  if (last === undefined || sorted.length <= diagnosticsMax) return shown;
  const rest = sorted.slice(diagnosticsMax);
  const severity = rest.some((one) => one.severity === "error") ? "error" : last.severity;
  return [...shown, { ...last, severity, path: "", message: `… and ${rest.length} more` }];
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
