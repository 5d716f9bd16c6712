/** One value that may be in certain places only. */
export interface Canary {
  readonly name: string;
  readonly value: string | Uint8Array;
  /** Every way of writing it down that is looked for. */
  readonly spellings: readonly string[];
  /** Files, by the end of their path, where it belongs. */
  readonly files: readonly string[];
}

export function canary(
  name: string,
  value: string | Uint8Array,
  files: readonly string[] = [],
): Canary {
  return { name, value, files, spellings: spellingsOf(value) };
}

function spellingsOf(value: string | Uint8Array): readonly string[] {
  const bytes = Buffer.from(value);
  const hex = bytes.toString("hex");
  const raw = typeof value === "string" ? [] : [bytes.toString("latin1")];
  const text = typeof value === "string" ? [value, encodeURIComponent(value)] : [];
  const cores = [0, 1, 2].flatMap((lead) => {
    const core = base64Core(bytes, lead);
    return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
  });
  return [...new Set([...raw, ...text, hex, hex.toUpperCase(), ...cores])];
}

/** The digits that the value alone decides, whatever stands before and after it. */
function base64Core(bytes: Buffer, lead: number): string {
  const digits = Buffer.concat([Buffer.alloc(lead), bytes]).toString("base64");
  const whole = Math.floor(((lead + bytes.length) * 8) / 6);
  return digits.slice([0, 2, 3][lead], whole);
}

/** Names of the canaries that a text holds in any spelling. */
export function findCanaries(text: string, canaries: readonly Canary[]): readonly string[] {
  return canaries
    .filter(({ spellings }) => spellings.some((spelling) => text.includes(spelling)))
    .map(({ name }) => name);
}
