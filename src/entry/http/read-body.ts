import { AppError } from "#shared/errors.ts";

/** A body that trickles in longer than this is refused. */
export const bodyMsMax = 10_000;

/**
 * Reads a request's body under a bound on bytes and time. A declared length over the bound is
 * refused before one byte is read.
 */
export function readBody(request: Request, bytesMax: number): Promise<Uint8Array> {
  const { headers } = request;
  const encoding = headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity") {
    const message = "Send the body without a content encoding.";
    return Promise.reject(new AppError("UNSUPPORTED_MEDIA", message));
  }
  const declared = headers.get("content-length");
  if (declared !== null && Number(declared) > bytesMax) return Promise.reject(tooLarge(bytesMax));
  return withDeadline(declared === null ? readChunks(request, bytesMax) : request.bytes());
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

interface Reading {
  readonly sinceMs: number;
  reject(error: AppError): void;
}

/** Bodies on their way, oldest first, and the one timer for all: one for each takes 1 µs. */
const readings = new Set<Reading>();
let sweep: Timer | undefined;
const sweepMs = 1_000;

function withDeadline(reading: Promise<Uint8Array>): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const entry: Reading = { sinceMs: performance.now(), reject };
    readings.add(entry);
    sweep ??= setTimeout(sweepReadings, sweepMs).unref();
    reading.then(
      (bytes) => {
        readings.delete(entry);
        resolve(bytes);
      },
      (cause: unknown) => {
        readings.delete(entry);
        const known = cause instanceof AppError;
        reject(known ? cause : new AppError("INVALID_INPUT", "The body broke off.", { cause }));
      },
    );
  });
}

/** Refuses what takes too long; a body may take one sweep longer than its bound. */
function sweepReadings(): void {
  const sinceMs = performance.now() - bodyMsMax;
  for (const entry of readings) {
    if (entry.sinceMs > sinceMs) break;
    readings.delete(entry);
    entry.reject(new AppError("REQUEST_TIMEOUT", "The body took longer than 10 s to arrive."));
  }
  sweep = readings.size === 0 ? undefined : setTimeout(sweepReadings, sweepMs).unref();
}

function tooLarge(bytesMax: number): AppError {
  return new AppError("PAYLOAD_TOO_LARGE", `The body is larger than ${bytesMax} bytes.`);
}
