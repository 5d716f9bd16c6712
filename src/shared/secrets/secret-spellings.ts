/** Shorter values are not looked for: they would blank out ordinary words and numbers. */
export const spelledValueCharsMin = 6;

/** A line of a value of several lines is looked for by itself from this length on. */
const spelledLineCharsMin = 12;

/**
 * The ways in which programs write a value down without meaning to hide it: as it is, in JSON and
 * in JSON within JSON, percent-encoded, in hex, and in base64 wherever it starts among other bytes.
 * Logs and answers go line by line, so each longer line of a key in PEM form counts as well.
 */
export function spellingsOf(value: string): readonly string[] {
  const forms = new Set([...formsOf(value), ...longLines(value).flatMap(formsOf)]);
  return [...forms].filter((text) => text.length >= spelledValueCharsMin);
}

function longLines(value: string): readonly string[] {
  const lines = value.split(/\r?\n/);
  return lines.length < 2 ? [] : lines.filter((line) => line.length >= spelledLineCharsMin);
}

function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value, "utf8");
  const hex = bytes.toString("hex");
  const json = escapeJson(value);
  const percent = encodeURIComponent(value);
  // RFC 3986 reserves five more; forms write a space as plus and digits in either case.
  const strict = percent.replaceAll(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const encoded = [percent, strict, strict.replaceAll("%20", "+")];
  return [
    ...[value, json, escapeJson(json), hex, hex.toUpperCase()],
    ...encoded,
    ...encoded.map((text) => text.replaceAll(/%[0-9A-F]{2}/g, (digits) => digits.toLowerCase())),
    ...[0, 1, 2].flatMap((lead) => base64Cores(bytes, lead)),
  ];
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The base64 digits that the value alone decides when `lead` foreign bytes come before it. */
function base64Cores(bytes: Buffer, lead: number): readonly string[] {
  const text = Buffer.concat([Buffer.alloc(lead), bytes]).toString("base64");
  const whole = Math.floor(((lead + bytes.length) * 8) / 6);
  const core = text.slice([0, 2, 3][lead], whole);
  return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
}
