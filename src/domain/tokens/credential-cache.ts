import type { Authentication } from "#shared/principal.ts";

/** Verified credentials kept: about 10 MB at most; beyond it the oldest goes. */
export const credentialsCachedMax = 10_000;

/** A credential that was verified, good until it expires or its subject changes. */
export interface VerifiedCredential {
  readonly authentication: Authentication;
  readonly audiences: readonly string[];
  /** Refused at and after this time. */
  readonly expiresMs: number;
  /** The revocation epoch of the snapshot in which its user was read. */
  readonly epoch: number;
}

/** Verified credentials by digest; the credential itself is not kept. */
export class CredentialCache {
  readonly #entries = new Map<string, VerifiedCredential>();
  readonly #max: number;

  constructor(max: number = credentialsCachedMax) {
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(digest: string): VerifiedCredential | undefined {
    return this.#entries.get(digest);
  }

  set(digest: string, credential: VerifiedCredential): void {
    this.#entries.set(digest, credential);
    if (this.#entries.size <= this.#max) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(digest: string): void {
    this.#entries.delete(digest);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Drops what the test says is not current any more. */
  dropUnless(isCurrent: (credential: VerifiedCredential) => boolean): void {
    for (const [digest, credential] of this.#entries) {
      if (!isCurrent(credential)) this.#entries.delete(digest);
    }
  }
}
