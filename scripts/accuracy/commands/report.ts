/** What the blocklist finds in commands that were written without looking at its rules. */
import { corpus, heldOut } from "./corpus.ts";
import { checkGates, type GateResult, percent } from "./gates.ts";
import { printable } from "./judge-case.ts";
import { type Figures, type Judged, measure, rate } from "./measure.ts";

const figures = measure(corpus);
const apart = measure(heldOut);
const gates = checkGates(figures);
const json = process.argv.includes("--json");
console.log(json ? JSON.stringify(asJson(figures, gates), null, 2) : asText(figures, gates));
process.exit(gates.every(({ holds }) => holds) ? 0 : 1);

function asText(of: Figures, results: readonly GateResult[]): string {
  const lines = [
    `${corpus.length} commands: ${of.destructive.of} destructive, ${of.evasions.of} evasions, ` +
      `${of.benignDenied.of} everyday`,
    "",
    ...results.map(
      ({ name, value, bound, holds }) =>
        `${holds ? "✓" : "✗"} ${name.padEnd(28)} ${percent(value).padStart(8)}  (${bound})`,
    ),
    `  ${"precision".padEnd(28)} ${percent(rate(of.precision)).padStart(8)}`,
    `  ${"stopped under a fitting name".padEnd(28)} ${percent(rate(of.named)).padStart(8)}`,
    "",
    `${heldOut.length} more, written last and kept apart:`,
    ...checkGates(apart).map(
      ({ name, value }) => `  ${name.padEnd(28)} ${percent(value).padStart(8)}`,
    ),
    "",
    "category                stopped              name fits",
    ...[...of.categories].map(([name, { cases, named }]) => {
      const stopped = `${percent(rate(cases)).padStart(8)} of ${cases.of}`;
      return `${name.padEnd(22)} ${stopped.padEnd(20)} ${percent(rate(named))} of ${named.of}`;
    }),
    ...section("Missed", of.misses),
    ...section("False alarms", of.falseAlarms),
    ...section("Stopped under another name", of.misnamed),
  ];
  return lines.join("\n");
}

function section(title: string, rows: readonly Judged[]): readonly string[] {
  return ["", `${title} (${rows.length})`, ...rows.map((row) => `  ${line(row)}`)];
}

function line({ entry, outcome }: Judged): string {
  const expected = entry.expect.length === 0 ? "nothing" : entry.expect.join(" or ");
  const got = `${outcome.verdict}${outcome.category === null ? "" : ` ${outcome.category}`}`;
  const rule = outcome.rule === null ? "" : ` (${outcome.rule})`;
  const how = entry.evasion === undefined ? "" : ` [${entry.evasion}]`;
  return `${printable(entry)}\n      expected ${expected}, got ${got}${rule}${how}`;
}

function asJson(of: Figures, results: readonly GateResult[]): unknown {
  const { categories, misses, misnamed, falseAlarms, ...shares } = of;
  const rows = (judged: readonly Judged[]) =>
    judged.map(({ entry, outcome }) => ({
      call: printable(entry),
      expected: entry.expect,
      ...outcome,
      evasion: entry.evasion ?? null,
      source: entry.source,
    }));
  return {
    gates: results,
    heldOut: checkGates(apart),
    ...shares,
    categories: Object.fromEntries(categories),
    misses: rows(misses),
    falseAlarms: rows(falseAlarms),
    misnamed: rows(misnamed),
  };
}
