import { type Allowance, type Decoded, nothing, unpack } from "../bytes.ts";

/** PKWARE's APPNOTE, section 4.3.7: what stands before each file of an archive. */
const localHead = Buffer.from("PK\x03\x04", "latin1");
const headLength = 30;
const deflated = 8;
const filesMax = 16;
/** Settings and keys are small; office documents are archives too, and unpack to megabytes. */
const textLengthMax = 16_384;

/** The text of the small files in an archive, those that are packed; the others stand in clear. */
export function unzip(bytes: Buffer, allowance: Allowance): Decoded {
  const texts: string[] = [];
  let left = Math.min(textLengthMax, allowance.inflateBytes);
  let at = bytes.indexOf(localHead);
  for (let files = 0; files < filesMax && at !== -1 && at + headLength < bytes.length; files += 1) {
    const start = at + headLength + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    // Zero where a writer of streams puts the size behind the file.
    const size = bytes.readUInt32LE(at + 22);
    if (bytes.readUInt16LE(at + 8) === deflated && size <= left) {
      const file = { ...allowance, inflateBytes: left };
      texts.push(unpack(bytes, start, file).text);
      allowance.inflateBytes -= left - file.inflateBytes;
      left = file.inflateBytes;
    }
    at = bytes.indexOf(localHead, at + headLength);
  }
  const text = texts.filter((one) => one !== "").join("\n\n");
  return text === "" ? nothing : { text, isText: true };
}
