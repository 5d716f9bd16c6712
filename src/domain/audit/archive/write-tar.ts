import { createReadStream } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import { AppError } from "#shared/errors.ts";

/** A file of the archive: its text, or a file on disk that is too large to hold. */
export type TarFile =
  | { readonly name: string; readonly text: string }
  | { readonly name: string; readonly path: string };

const blockBytes = 512;
const nameBytesMax = 100;
/** Eleven octal digits. From here on the size is written in base 256, as GNU tar has it. */
const octalSizeMax = 8 ** 11 - 1;
const privateMode = 0o600;

/**
 * Writes a new tar (POSIX.1-1988 ustar) under gzip. The same files give the same bytes: no times,
 * no owners, and one level of compression.
 */
export async function writeTarGz(path: string, files: readonly TarFile[]): Promise<void> {
  const file = await open(path, "wx", privateMode).catch((cause: unknown) => {
    const message = `${path} cannot be made: it exists already, or its folder is not there.`;
    throw new AppError("INVALID_INPUT", message, { cause });
  });
  try {
    const gzip = createGzip({ level: constants.Z_BEST_SPEED });
    await pipeline(Readable.from(tarBlocks(files)), gzip, file.createWriteStream({ flush: true }));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function* tarBlocks(files: readonly TarFile[]): AsyncIterable<Buffer> {
  for (const each of files) {
    const bytes = "text" in each ? Buffer.from(each.text) : undefined;
    const size = "text" in each ? (bytes?.length ?? 0) : (await stat(each.path)).size;
    yield header(each.name, size);
    if ("text" in each) yield bytes ?? Buffer.alloc(0);
    else yield* createReadStream(each.path) as AsyncIterable<Buffer>;
    yield Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);
  }
  yield Buffer.alloc(2 * blockBytes);
}

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > nameBytesMax) throw new RangeError(`${name} is too long a name`);
  const block = Buffer.alloc(blockBytes);
  const put = (text: string, at: number) => block.write(text, at, "latin1");
  block.write(name, 0);
  put("0000644\0", 100);
  put("0000000\0", 108);
  put("0000000\0", 116);
  putSize(block, size);
  put("00000000000\0", 136);
  put("        ", 148);
  put("0", 156);
  put("ustar\u000000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function putSize(block: Buffer, size: number): void {
  if (size <= octalSizeMax) {
    block.write(`${size.toString(8).padStart(11, "0")}\0`, 124, "latin1");
    return;
  }
  block.writeUInt8(0x80, 124);
  block.writeBigUInt64BE(BigInt(size), 128);
}
