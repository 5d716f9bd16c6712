import type { Clock } from "#shared/clock.ts";
import type { Correlation } from "#shared/principal.ts";
import { Redactor } from "./redact.ts";

export const logLevels = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogFields {
  readonly [name: string]: unknown;
}

/** Structured lines; every value passes the redactor, by name and by value. */
export interface Logger {
  readonly redactor: Redactor;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger whose every line carries these fields; a correlation gives all six ids. */
  with(fields: LogFields | Correlation): Logger;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly clock: Clock;
  /** Receives one finished line without its line feed. */
  readonly write: (line: string, level: LogLevel) => void;
  readonly format: "json" | "text";
  readonly redactor?: Redactor;
}

export function createLogger(options: LoggerOptions): Logger {
  return build(options, options.redactor ?? new Redactor(), {});
}

/** One logger that writes through two; both must have the same redactor. */
export function teeLoggers(first: Logger, second: Logger): Logger {
  const both = (level: LogLevel) => (message: string, fields?: LogFields) => {
    first[level](message, fields);
    second[level](message, fields);
  };
  return {
    redactor: first.redactor,
    debug: both("debug"),
    info: both("info"),
    warn: both("warn"),
    error: both("error"),
    with: (fields) => teeLoggers(first.with(fields), second.with(fields)),
  };
}

function build(options: LoggerOptions, redactor: Redactor, bound: LogFields): Logger {
  const threshold = logLevels.indexOf(options.level);
  const emit = (level: LogLevel, message: string, fields: LogFields = {}) => {
    if (logLevels.indexOf(level) < threshold) return;
    const record = redactor.value({ ...bound, ...fields }) as LogFields;
    const at = new Date(options.clock.nowMs()).toISOString();
    const shown = redactor.text(message);
    const line =
      options.format === "json"
        ? JSON.stringify({ at, level, message: shown, ...record })
        : textLine(at, level, shown, record);
    options.write(line, level);
  };
  return {
    redactor,
    debug: (message, fields) => emit("debug", message, fields),
    info: (message, fields) => emit("info", message, fields),
    warn: (message, fields) => emit("warn", message, fields),
    error: (message, fields) => emit("error", message, fields),
    with: (fields) => build(options, redactor, { ...bound, ...fields }),
  };
}

function textLine(at: string, level: LogLevel, message: string, record: LogFields): string {
  const fields = Object.entries(record)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
  // Escapes keep one record on one line and a terminal's state its own.
  const text = `${at.slice(11, 23)} ${level.padEnd(5)} ${message}${fields ? `  ${fields}` : ""}`;
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) =>
    character === "\n" ? "\\n" : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
