/** Calls that put the members of a list together, and formats that put their values together. */
const joining = [
  "join(",
  "-join",
  "oncat(",
  "ONCAT(",
  "CATENATE(",
  "paste0(",
  ".joined(",
  "joinToString(",
  "Join(",
  "concat!(",
  "implode(",
  "%s%s",
  "{0}{1}",
];
/** Calls that give the character of a code, or the text of base-64. */
const reading = ["chr(", "Chr(", "CHR(", "CHAR(", "atob("];

type Calls = readonly (readonly string[] | undefined)[];

/** By the last character of the name: brackets stand behind any. */
function byName(calls: readonly string[]): Calls {
  const found = Array.from<string[] | undefined>({ length: 128 });
  for (const call of calls) {
    if (call.endsWith("(")) (found[call.charCodeAt(call.length - 2)] ??= []).push(call);
  }
  return found;
}

const joiningByName = byName(joining);
const readingByName = byName(reading);
const joiningSigns = joining.filter((call) => !call.endsWith("("));

function endsOneOf(calls: Calls, text: string, at: number): boolean {
  const before = at > 0 ? text.charCodeAt(at - 1) : 128;
  const named = before < 128 ? calls[before] : undefined;
  if (named === undefined) return false;
  for (const call of named) if (text.startsWith(call, at - call.length + 1)) return true;
  return false;
}

/** Whether the bracket at `at` opens a call that puts a list together. */
export function joinsAt(text: string, at: number): boolean {
  return endsOneOf(joiningByName, text, at);
}

/** Whether the bracket at `at` opens a call that gives a text. */
export function readsAt(text: string, at: number): boolean {
  return endsOneOf(readingByName, text, at);
}

/** Whether `-join` or a format stands at `at`. */
export function joinsBySign(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (next !== 106 && next !== 115 && next !== 48) return false;
  for (const sign of joiningSigns) if (text.startsWith(sign, at)) return true;
  return false;
}
