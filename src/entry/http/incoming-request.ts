import type { TraceId } from "#shared/ids.ts";
import type { Authentication } from "#shared/principal.ts";
import type { Peer } from "./peer.ts";
import { readBody, readBodyStart } from "./read-body.ts";

/** What the border found out before a route sees the request. */
export interface Admitted {
  readonly params: Readonly<Record<string, string>>;
  readonly query: string;
  readonly traceId: TraceId;
  /** The peer's address cut to /32 (IPv4) or /64 (IPv6): what anonymous limits key on. */
  readonly addressPrefix: string;
  readonly authentication: Authentication;
}

/** A request after the border: trace minted, host and origin checked, credential verified. */
export class IncomingRequest {
  readonly admitted: Admitted;
  readonly #raw: Request;
  readonly #peer: Peer;
  readonly #bodyBytesMax: number;

  constructor(raw: Request, peer: Peer, bodyBytesMax: number, admitted: Admitted) {
    this.admitted = admitted;
    this.#raw = raw;
    this.#peer = peer;
    this.#bodyBytesMax = bodyBytesMax;
  }

  get method(): string {
    return this.#raw.method;
  }

  get headers(): Headers {
    return this.#raw.headers;
  }

  /** Made on the first call: a signal that nobody asks for costs 1 µs. */
  get signal(): AbortSignal {
    return this.#raw.signal;
  }

  /** The body, whole and under its bound; rejects PAYLOAD_TOO_LARGE or REQUEST_TIMEOUT. */
  readBody(): Promise<Uint8Array> {
    return readBody(this.#raw, this.#bodyBytesMax);
  }

  /** The first bytes of a body that could not be had whole. */
  readBodyStart(): Promise<string> {
    return readBodyStart(this.#raw);
  }

  /** Lets a stream stay open past the idle timeout. */
  keepOpen(): void {
    this.#peer.keepOpen();
  }
}
