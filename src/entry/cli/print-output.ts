import type { GlobalFlags } from "./command.ts";
import type { Column, Output } from "./output.ts";

export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export const processStreams: Streams = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

export async function createOutput(flags: GlobalFlags, streams: Streams): Promise<Output> {
  const print = flags.format === "text" ? undefined : await documentPrinter(flags.format);
  return {
    document: (value, text) => streams.out(`${print ? print(value) : text()}\n`),
    table: (rows, columns) => {
      streams.out(print ? `${print(rows)}\n` : renderTable(rows, columns));
    },
    line: (text) => streams.out(`${text}\n`),
    note: (text) => {
      if (!flags.quiet) streams.err(`${text}\n`);
    },
  };
}

async function documentPrinter(format: "json" | "yaml"): Promise<(value: unknown) => string> {
  if (format === "json") return (value) => JSON.stringify(value);
  const { stringify } = await import("yaml");
  return (value) => stringify(value).trimEnd();
}

function renderTable(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: readonly Column[],
): string {
  const cells = rows.map((row) => columns.map((column) => cell(row[column.key])));
  const widths = columns.map((column, index) =>
    Math.max(column.heading.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.align === "right" ? text.padStart(width) : text.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  const head = line(columns.map((column) => column.heading.toUpperCase()));
  return `${[head, ...cells.map(line)].join("\n")}\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.map(cell).join(", ");
  const text = typeof value === "string" ? value : JSON.stringify(value);
  // Names of tools and users come from outside: a terminal must not obey them.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, "·");
}
