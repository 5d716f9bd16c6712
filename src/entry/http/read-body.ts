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

async function readChunks(request: Request, bytesMax: number): Promise<Uint8Array> {
  if (!request.body) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLarge(bytesMax);
    chunks.push(chunk);
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
