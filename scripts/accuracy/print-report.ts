import { counted, type Sample } from "./corpus.ts";
import type { Judged } from "./gates.ts";
import { isFalseFinding, isMiss, type Outcome, share } from "./measure.ts";

const worstMax = 20;
const shownMax = 30;
const excerptCharacters = 60;

function percent(value: number): string {
  return `${value.toFixed(2)} %`;
}

export function rates(outcomes: readonly Outcome[], by: (sample: Sample) => string) {
  return [...Map.groupBy(outcomes, ({ sample }) => by(sample))]
    .map(([name, group]) => ({ name, ...share(group) }))
    .sort((one, other) => one.percent - other.percent || one.name.localeCompare(other.name));
}

/** The line around what was missed, without a credential that others could use. */
function excerpt({ sample }: Outcome): string {
  const at = Math.max(0, sample.secret === "" ? 0 : sample.text.indexOf(sample.secret));
  const { secret } = sample;
  const shown = `${secret.slice(0, 6)}…(${secret.length})`;
  const text = secret === "" ? sample.text : sample.text.replaceAll(secret, shown);
  const start = Math.max(0, at - excerptCharacters);
  return JSON.stringify(text.slice(start, at + excerptCharacters));
}

export function ofLabel(outcomes: readonly Outcome[], label: Sample["label"]): Outcome[] {
  return outcomes.filter(({ sample }) => sample.label === label);
}

function printGates(judged: readonly Judged[]): void {
  for (const { gate, share: got, holds } of judged) {
    const bound = `${gate.bound} ${gate.percent} %`;
    const counts = `${got.flagged} of ${got.of}`;
    console.log(
      `${holds ? "✓" : "✗"} ${gate.name.padEnd(16)} ${percent(got.percent).padStart(9)}  (${bound}; ${counts})`,
    );
  }
}

function printRates(title: string, list: ReturnType<typeof rates>): void {
  console.log(`\n${title}`);
  for (const { name, flagged, of, percent: got } of list) {
    console.log(`  ${percent(got).padStart(9)}  ${name}  (${flagged} of ${of})`);
  }
}

/** One line for each kind and encoding; the rest of a kind says nothing new. */
function printList(title: string, list: readonly Outcome[]): void {
  const groups = Map.groupBy(list, ({ named, sample }) => {
    const { kind, encoding } = sample;
    return [kind, encoding, ...named].join(" · ");
  });
  const firsts = [...groups.entries()].slice(0, shownMax);
  console.log(`\n${title}: ${list.length} in ${groups.size} groups`);
  for (const [name, [first, ...others]] of firsts) {
    if (first === undefined) continue;
    const named = first.named.length === 0 ? "" : ` as ${first.named.join(", ")} ${first.shown[0]}`;
    const asWhat = first.sample.isArguments ? " (arguments)" : "";
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    console.log(`  ${name} · ${first.sample.context}${asWhat}${named}${more}: ${excerpt(first)}`);
  }
}

export function printReport(
  outcomes: readonly Outcome[],
  judged: readonly Judged[],
  seed: number,
): void {
  const { kinds, contexts, evasions, forms, templates } = counted;
  console.log(
    `${outcomes.length} texts of seed ${seed}: ${kinds} kinds, ${contexts} contexts, ` +
      `${evasions} evasions, ${forms} forms, ${templates} ordinary texts and files of this machine\n`,
  );
  printGates(judged);
  console.log(
    `  findings that repeat the credential: ${outcomes.filter((o) => o.isRepeated).length}`,
  );
  printRates(
    "ordinary text, flagged",
    rates([...ofLabel(outcomes, "ordinary"), ...ofLabel(outcomes, "file")], (s) => s.label),
  );
  printRates(
    "evasions",
    rates(ofLabel(outcomes, "evasion"), (s) => s.encoding),
  );
  const structured = ofLabel(outcomes, "structured");
  printRates("worst kinds", rates(structured, (s) => s.kind).slice(0, worstMax));
  printRates("worst contexts", rates(structured, (s) => s.context).slice(0, worstMax / 2));
  printRates(
    "worst forms",
    rates(ofLabel(outcomes, "contextual"), (s) => s.kind).slice(0, worstMax),
  );
  printList("missed (structured)", structured.filter(isMiss));
  printList("missed (contextual)", ofLabel(outcomes, "contextual").filter(isMiss));
  const known = new Set(structured.filter(({ isFlagged }) => isFlagged).map((o) => o.sample.kind));
  const evaded = ofLabel(outcomes, "evasion").filter(isMiss);
  // A kind that is not found in plain text says nothing about an evasion.
  printList(
    "missed (evasions of kinds that are found plain)",
    evaded.filter(({ sample }) => known.has(sample.kind)),
  );
  printList("false findings", outcomes.filter(isFalseFinding));
}

/** Two detectors on the same texts, gate by gate. */
export function printComparison(ours: readonly Judged[], others: readonly Judged[]): void {
  console.log("\n                   this product   a few expressions");
  for (const [at, { gate, share: got }] of ours.entries()) {
    const other = others[at]?.share.percent ?? Number.NaN;
    const columns = [percent(got.percent).padStart(12), percent(other).padStart(19)];
    console.log(`${gate.name.padEnd(18)} ${columns.join(" ")}`);
  }
}
