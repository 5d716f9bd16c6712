const codes =
  /(?:String\.fromCharCode|[cC]hrw?|CHR|N?CHAR|rune|\[char\])[ ]?\(?((?:[0-9]{2,3}(?:,[ ]?)?){1,64})\)?/y;
const decoded =
  /[\w.]{0,40}(?:atob|b64decode|64_?[dD]ecode|FromBase64String)\((?:b?["'`])([A-Za-z0-9+/=_-]{2,400})["'`]\)(?:\.decode\(\))?/y;

/** What a call has between its brackets, in clear: `String.fromCharCode(103, 104)`, `atob("Z2g=")`. */
export function readCall(
  text: string,
  at: number,
): readonly [start: number, end: number, plain: string] | null {
  codes.lastIndex = at;
  const coded = codes.exec(text);
  if (coded !== null) {
    const plain = (coded[1] ?? "")
      .split(",")
      .filter((code) => code.trim() !== "")
      .map((code) => String.fromCharCode(Number.parseInt(code, 10)))
      .join("");
    return [at, at + coded[0].length, plain];
  }
  decoded.lastIndex = at;
  const packed = decoded.exec(text);
  if (packed === null) return null;
  const plain = Buffer.from(packed[1] ?? "", "base64").toString("latin1");
  return [at, at + packed[0].length, plain];
}
