import { AppError } from "#shared/errors.ts";

/** A body that trickles in longer than this is refused. */
export const bodyMsMax = 10_000;

/**
 * Reads a request's body under a bound on bytes and time. A declared length over the bound is
 * refused before one byte is read.
 */
export async function readBody(request: Request, bytesMax: number): Promise<Uint8Array> {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity") {
    throw new AppError("UNSUPPORTED_MEDIA", "Send the body without a content encoding.");
  }
  const declared = request.headers.get("content-length");
  if (declared !== null && Number(declared) > bytesMax) throw tooLarge(bytesMax);
  const reading = declared === null ? readChunks(request, bytesMax) : request.bytes();
  return withDeadline(reading);
}

/** How much of a refused body is looked at, to answer it in a shape that its sender obeys. */
const bodyStartBytesMax = 65_536;
/** A refusal does not wait longer for what it refuses. */
const bodyStartMsMax = 250;
/** Of bodies that turned out too large while they were read. */
const starts = new WeakMap<Request, Uint8Array>();

/** The first bytes of a body that is refused, as text; empty when there are none to be had. */
export async function readBodyStart(request: Request): Promise<string> {
  const known = starts.get(request);
  if (known !== undefined) return new TextDecoder().decode(known);
  if (request.bodyUsed || request.body === null) return "";
  const reader = request.body.getReader();
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), bodyStartMsMax);
  const chunks: Uint8Array[] = [];
  try {
    for (let bytes = 0; bytes < bodyStartBytesMax;) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      bytes += value.length;
    }
  } catch {
    // The sender left: what came is all there is.
  } finally {
    clearTimeout(timer);
  }
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, bodyStartBytesMax));
}

async function readChunks(request: Request, bytesMax: number): Promise<Uint8Array> {
  if (!request.body) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes > bytesMax) {
      starts.set(request, Buffer.concat(chunks).subarray(0, bodyStartBytesMax));
      throw tooLarge(bytesMax);
    }
  }
  return Buffer.concat(chunks, bytes);
}

function withDeadline(reading: Promise<Uint8Array>): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new AppError("REQUEST_TIMEOUT", "The body took longer than 10 s to arrive."));
    }, bodyMsMax);
    reading.then(
      (bytes) => {
        clearTimeout(timer);
        resolve(bytes);
      },
      (cause: unknown) => {
        clearTimeout(timer);
        const known = cause instanceof AppError;
        reject(known ? cause : new AppError("INVALID_INPUT", "The body broke off.", { cause }));
      },
    );
  });
}

function tooLarge(bytesMax: number): AppError {
  return new AppError("PAYLOAD_TOO_LARGE", `The body is larger than ${bytesMax} bytes.`);
}
