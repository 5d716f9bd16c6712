import { base62Alphabet, tableOf } from "#domain/governance/secrets/formats/characters.ts";

const codes =
  /(?:String\.fromCharCode|[cC]hrw?|CHR|N?CHAR|rune|\[char\])[ ]?\(?((?:[0-9]{2,3}(?:,[ ]?)?){1,64})\)?/y;
const decoded =
  /[\w.]{0,40}(?:atob|b64decode|64_?[dD]ecode|FromBase64String)\((?:b?["'`])([A-Za-z0-9+/=_-]{2,400})["'`]\)(?:\.decode\(\))?/y;

const startsCodes = tableOf("ScCNr[");
const isNamed = tableOf(`${base62Alphabet}_.`);
/** The last letters of the names that `decoded` knows. */
const endsDecoder = tableOf("beg");
const decoderLengthMax = 56;
const bracket = 40;

/** Whether a name with a bracket stands at `at` that ends as those that decode. */
function mayDecode(text: string, at: number): boolean {
  const limit = Math.min(text.length - 1, at + decoderLengthMax);
  let end = at;
  while (end < limit && isNamed[text.charCodeAt(end)] === 1) end += 1;
  return (
    end > at && text.charCodeAt(end) === bracket && endsDecoder[text.charCodeAt(end - 1)] === 1
  );
}

/** What a call has between its brackets, in clear: `String.fromCharCode(103, 104)`, `atob("Z2g=")`. */
export function readCall(
  text: string,
  at: number,
): readonly [start: number, end: number, plain: string] | null {
  if (at >= text.length) return null;
  codes.lastIndex = at;
  const coded = startsCodes[text.charCodeAt(at)] === 1 ? codes.exec(text) : null;
  if (coded !== null) {
    const plain = (coded[1] ?? "")
      .split(",")
      .filter((code) => code.trim() !== "")
      .map((code) => String.fromCharCode(Number.parseInt(code, 10)))
      .join("");
    return [at, at + coded[0].length, plain];
  }
  if (!mayDecode(text, at)) return null;
  decoded.lastIndex = at;
  const packed = decoded.exec(text);
  if (packed === null) return null;
  const plain = Buffer.from(packed[1] ?? "", "base64").toString("latin1");
  return [at, at + packed[0].length, plain];
}
