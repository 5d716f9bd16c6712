import type { Database } from "#infra/database/database.ts";
import { sha256Text } from "#infra/security/digest.ts";
import type { Clock } from "#shared/clock.ts";
import { isAppError } from "#shared/errors.ts";
import type { Authentication, CredentialRefusal, Principal } from "#shared/principal.ts";
import { anonymousPrincipal } from "./anonymous-principal.ts";
import { ChangeLog } from "./change-log.ts";
import { CredentialCache, type VerifiedCredential } from "./credential-cache.ts";
import type { KeyTable } from "./key-table.ts";
import { type Change, type Changes, selectChanges } from "./queries/changes.ts";
import { type Verification, verifyCredential } from "./verify-credential.ts";

/** Longer credentials are refused unread; a token of ours has about 600 bytes. */
export const credentialCharactersMax = 8_192;
/** Older knowledge of who was revoked counts as none: the promise is 2 s. */
export const freshnessMsMax = 2_000;
/** The net under NOTIFY: half the promise. */
export const pollEveryMs = 1_000;
const listenerCloseMsMax = 1_000;

export interface AuthenticateContext {
  /** What the caller may have been issued a token for: `public_url`, the resource's URL. */
  readonly audiences: readonly string[];
  /** Where the call comes from; names the anonymous session. */
  readonly addressPrefix: string;
  readonly nowMs: number;
}

/** The channel that every change of identity is announced on. */
export const identityChannel = "identity";

export interface ChangeListener {
  close(deadlineMs: number): Promise<void>;
}

export interface IdentityOptions {
  readonly database: Database;
  readonly keys: KeyTable;
  /** `public_url`: issuer of our tokens and the audience of a personal access token. */
  readonly issuer: string;
  readonly clock: Clock;
  /** Hears `identityChannel`, also after a reconnect. Without it the poll alone brings changes. */
  readonly listen?: (onChange: () => void) => ChangeListener;
  /** Told of each owner whose data key was made or destroyed; null when it may be anybody's. */
  readonly onDataKeyChange?: (owner: string | null) => void;
  /** Told of what the background work could not do. */
  readonly onFailure?: (error: unknown) => void;
  readonly credentialsMax?: number;
}

/** Turns credentials into principals, and knows within 2 s when one has stopped to be true. */
export class Identity {
  readonly #options: IdentityOptions;
  readonly #cache: CredentialCache;
  readonly #changes = new ChangeLog();
  #readAt = new WeakMap<Principal, number>();
  /** The database's history that was read; every principal of another one is unknown. */
  #timeline = "";
  readonly #pending = new Map<string, Promise<Verification>>();
  #epoch = 0;
  #confirmedMs = Number.NEGATIVE_INFINITY;
  #poll: Promise<void> | null = null;
  #timer: Timer | null = null;
  #listener: ChangeListener | null = null;

  constructor(options: IdentityOptions) {
    this.#options = options;
    this.#cache = new CredentialCache(options.credentialsMax);
  }

  /** Reads the epoch and keeps it fresh until `stop`. */
  async start(): Promise<void> {
    await this.poll();
    const wake = () => void this.#pollAfterNow();
    this.#timer = setInterval(() => void this.#pollQuietly(), pollEveryMs);
    this.#timer.unref();
    this.#listener = this.#options.listen?.(wake) ?? null;
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#listener?.close(listenerCloseMsMax);
    this.#listener = null;
  }

  /** The revocation epoch that every cached principal agrees with. */
  epoch(): number {
    return this.#epoch;
  }

  /** Why credentials are refused now; undefined when they are not. */
  get trouble(): string | undefined {
    return this.#isFresh() ? undefined : "The database has not told for 2 s who was revoked.";
  }

  /** Whether a credential was verified before: answering it costs nothing. */
  holds(credential: string): boolean {
    if (credential.length > credentialCharactersMax) return false;
    return this.#cache.get(sha256Text(credential)) !== undefined;
  }

  /** Verified credentials held now. */
  get cached(): number {
    return this.#cache.size;
  }

  /** Brings this process to an epoch that something else reported; a no-op when it is there. */
  async refresh(epoch: number): Promise<void> {
    // A poll that was under way may have read an older epoch; the second one cannot.
    if (this.#epoch < epoch) await this.poll();
    if (this.#epoch < epoch) await this.poll();
  }

  /**
   * False when the database has changed about this principal since it was read, and when it is not
   * known: nothing was heard of the database for 2 s, unless a receipt has just told this epoch.
   */
  isCurrent(principal: Principal, receiptEpoch: number | null = null): boolean {
    if (principal.credential === "none" || principal.credential === "local") return true;
    if (receiptEpoch !== this.#epoch && !this.#isFresh()) return false;
    return this.#changes.isCurrent(principal, this.#readAt.get(principal) ?? -1);
  }

  /** Synchronous for a credential that was verified before: the path of nearly every call. */
  authenticate(
    credential: string | null,
    context: AuthenticateContext,
  ): Authentication | Promise<Authentication> {
    if (credential === null) return { principal: anonymousPrincipal(context.addressPrefix) };
    if (credential.length > credentialCharactersMax) return refuse("MALFORMED", context);
    if (!this.#isFresh()) return this.#authenticateStale(credential, context);
    const digest = sha256Text(credential);
    const known = this.#cache.get(digest);
    if (known === undefined) return this.#authenticateUnknown(credential, digest, context);
    if (known.expiresMs <= context.nowMs) {
      this.#cache.delete(digest);
      return refuse("EXPIRED", context);
    }
    return answer(known, context);
  }

  /**
   * The answer for a credential that was verified before and still stands; null sends the caller to
   * `authenticate`. It needs no address, which costs a system call to ask for (2 µs).
   */
  recognise(
    credential: string,
    context: Pick<AuthenticateContext, "audiences" | "nowMs">,
  ): Authentication | null {
    if (credential.length > credentialCharactersMax || !this.#isFresh()) return null;
    const known = this.#cache.get(sha256Text(credential));
    if (known === undefined || known.expiresMs <= context.nowMs) return null;
    return known.audiences.some((audience) => context.audiences.includes(audience))
      ? known.authentication
      : null;
  }

  /** Reads what changed and forgets what it touches. Rejects when the database does not answer. */
  poll(): Promise<void> {
    this.#poll ??= this.#readChanges()
      .catch((error: unknown) => {
        // Here, once: every call that waits for this poll would tell of it again.
        this.#options.onFailure?.(error);
        throw error;
      })
      .finally(() => {
        this.#poll = null;
      });
    return this.#poll;
  }

  /** A poll that is under way may have asked before the change that woke us. */
  async #pollAfterNow(): Promise<void> {
    if (this.#poll !== null) await this.#pollQuietly();
    await this.#pollQuietly();
  }

  async #pollQuietly(): Promise<void> {
    // The poll tells of its failure; until one works `#isFresh` refuses credentials.
    await this.poll().catch(() => undefined);
  }

  async #readChanges(): Promise<void> {
    const began = this.#options.clock.monotonicMs();
    const found = await selectChanges(this.#options.database.sql, this.#epoch);
    const first = this.#epoch === 0 || this.#hasLost(found);
    if (first) this.#forgetAll(found);
    if (first || found.changes.some((change) => change.subject === "key")) {
      await this.#options.keys.reload();
      this.#cache.clear();
    }
    if (first || found.overflow) {
      this.#changes.raiseFloor(found.epoch);
      this.#cache.clear();
      this.#options.onDataKeyChange?.(null);
    } else if (found.changes.length > 0) {
      for (const change of found.changes) this.#remember(change);
      this.#cache.dropUnless(({ authentication, epoch }) =>
        this.#changes.isCurrent(authentication.principal, epoch),
      );
    }
    this.#epoch = found.epoch;
    // Counted from before the question: the answer may have been old when it arrived.
    this.#confirmedMs = began;
  }

  /** A failover may have lost revocations, and the same epochs then count other ones. */
  #hasLost({ epoch, timeline }: Changes): boolean {
    return epoch < this.#epoch || timeline !== this.#timeline;
  }

  #forgetAll({ timeline }: Changes): void {
    this.#timeline = timeline;
    this.#readAt = new WeakMap();
    this.#changes.restart();
  }

  #remember(change: Change): void {
    if (change.subject === "data-key") this.#options.onDataKeyChange?.(change.id);
    else this.#changes.add(change);
  }

  #isFresh(): boolean {
    return this.#options.clock.monotonicMs() - this.#confirmedMs <= freshnessMsMax;
  }

  async #authenticateStale(
    credential: string,
    context: AuthenticateContext,
  ): Promise<Authentication> {
    await this.#pollQuietly();
    return this.#isFresh() ? this.authenticate(credential, context) : refuse("STALE", context);
  }

  async #authenticateUnknown(
    credential: string,
    digest: string,
    context: AuthenticateContext,
  ): Promise<Authentication> {
    try {
      const verified = await this.#verifyOnce(credential, digest, context.nowMs);
      return typeof verified === "string" ? refuse(verified, context) : answer(verified, context);
    } catch (error) {
      if (!isAppError(error)) throw error;
      this.#options.onFailure?.(error);
      return refuse("STALE", context);
    }
  }

  /** A burst with one new token costs one verification. */
  #verifyOnce(credential: string, digest: string, nowMs: number): Promise<Verification> {
    const pending = this.#pending.get(digest);
    if (pending !== undefined) return pending;
    const fresh = this.#verify(credential, digest, nowMs).finally(() => {
      this.#pending.delete(digest);
    });
    this.#pending.set(digest, fresh);
    return fresh;
  }

  async #verify(credential: string, digest: string, nowMs: number): Promise<Verification> {
    const { database, keys, issuer } = this.#options;
    for (let attempt = 0; attempt < 3; attempt++) {
      const readAt = this.#readAt;
      const found = await verifyCredential({ sql: database.sql, keys, issuer }, credential, nowMs);
      if (typeof found === "string") return found;
      if (readAt !== this.#readAt) continue;
      const { principal } = found.authentication;
      // A change that was processed while the user was being read: read again.
      if (!this.#changes.isCurrent(principal, found.epoch)) continue;
      this.#readAt.set(principal, found.epoch);
      this.#cache.set(digest, found);
      return found;
    }
    return "STALE";
  }
}

function refuse(
  reason: CredentialRefusal extends `UNAUTHENTICATED.${infer Word}` ? Word : never,
  context: AuthenticateContext,
): Authentication {
  return {
    principal: anonymousPrincipal(context.addressPrefix),
    refused: `UNAUTHENTICATED.${reason}`,
  };
}

function answer(known: VerifiedCredential, context: AuthenticateContext): Authentication {
  for (const audience of known.audiences) {
    if (context.audiences.includes(audience)) return known.authentication;
  }
  return refuse("AUDIENCE", context);
}
