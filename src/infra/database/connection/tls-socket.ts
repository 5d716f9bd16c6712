import net from "node:net";
import { Duplex } from "node:stream";
import tls from "node:tls";
import type { ServerAddress } from "./server-address.ts";

type Done = (error?: Error | null) => void;

/** SSLRequest (PostgreSQL manual, "Message Formats"): length 8, code 80877103. */
const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const sslAccepted = 0x53; // S

/** Asks for TLS, verifies the server's chain and name, then is that encrypted stream. */
export class TlsSocket extends Duplex {
  #raw: net.Socket | undefined;
  #secure: tls.TLSSocket | undefined;
  readonly #address: ServerAddress;

  constructor(address: ServerAddress) {
    super({ allowHalfOpen: false });
    this.#address = address;
  }

  /** The driver sends its goodbye only on a socket that says "open". */
  get readyState(): string {
    return this.destroyed ? "closed" : this.#secure === undefined ? "opening" : "open";
  }

  override _construct(done: Done): void {
    const raw = net.connect(this.#address.port, this.#address.host);
    this.#raw = raw;
    raw.setNoDelay(true);
    raw.once("error", done);
    raw.once("connect", () => raw.write(sslRequest));
    raw.once("data", (answer: Buffer) => {
      raw.removeListener("error", done);
      // Bytes behind the answer would be plain text from before the handshake (CVE-2021-23222).
      if (answer.length !== 1 || answer[0] !== sslAccepted) {
        const refused = new Error("the database server does not offer TLS");
        return done(Object.assign(refused, { code: "TLS_REFUSED" }));
      }
      this.#startTls(raw, done);
    });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#secure?.write(chunk, done);
  }

  override _read(): void {
    this.#secure?.resume();
  }

  override _final(done: Done): void {
    this.#secure?.end(() => done());
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#secure?.destroy();
    this.#raw?.destroy();
    done(error);
  }

  #startTls(raw: net.Socket, done: Done): void {
    const { host, tls: settings } = this.#address;
    const secure = tls.connect({
      socket: raw,
      host,
      ...(net.isIP(host) === 0 ? { servername: host } : {}),
      ...(settings?.ca === undefined ? {} : { ca: settings.ca }),
      rejectUnauthorized: true,
      checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(host, certificate),
    });
    secure.once("error", done);
    secure.once("secureConnect", () => {
      secure.removeListener("error", done);
      this.#secure = secure;
      secure.on("error", (error) => this.destroy(error));
      secure.on("close", () => this.destroy());
      secure.on("data", (chunk: Buffer) => {
        if (!this.push(chunk)) secure.pause();
      });
      done();
    });
  }
}
