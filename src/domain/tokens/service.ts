import type { Database } from "#infra/database/database.ts";
import { clockSkewSeconds, signAccessToken } from "#infra/security/access-token.ts";
import type { SigningAlgorithm, SigningKey } from "#infra/security/signing-keys.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import type { Clock } from "#shared/clock.ts";
import { AppError } from "#shared/errors.ts";
import { mintUuid } from "#shared/ids.ts";
import type { JsonObject } from "#shared/json.ts";
import { type RandomBytes, systemRandom } from "#shared/random.ts";
import { type Actor, recordAct } from "#shared/recorded-act.ts";
import type { KeyTable } from "./key-table.ts";
import { mintPersonalToken } from "./personal-token.ts";
import {
  insertPersonalToken,
  type PersonalToken,
  revokePersonalToken,
  selectPersonalToken,
  selectPersonalTokens,
} from "./queries/personal-tokens.ts";
import {
  endSession,
  insertRevocation,
  insertSession,
  selectOpenSessionUser,
  selectSessions,
  type UserSession,
} from "./queries/sessions.ts";
import { type SigningKeyRow, selectAllKeys } from "./queries/signing-keys.ts";
import { everyScope } from "./verify-credential.ts";

const listedMax = 200;
const tokenNameCharactersMax = 200;
const millisecondsPerDay = 86_400_000;

export interface TokensOptions {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly keys: KeyTable;
  readonly clock: Clock;
  /** `public_url`. */
  readonly issuer: string;
  readonly algorithm: SigningAlgorithm;
  /** How long an access token lives. */
  readonly tokenSeconds: number;
  readonly random?: RandomBytes;
}

export interface IssuedToken {
  /** Shown once; never stored. */
  readonly token: string;
  readonly tokenId: string;
  readonly sessionId: string;
  readonly expiresAt: Date;
}

/** Issues and takes back credentials. Every act is committed to the audit before it is done. */
export class Tokens {
  readonly #options: TokensOptions;

  constructor(options: TokensOptions) {
    this.#options = options;
  }

  /** Opens a session for a user and signs its access token, valid on every surface. */
  async login(actor: Actor, userId: string, clientId = "cli"): Promise<IssuedToken> {
    const key = await this.#signer(actor);
    const { clock, issuer, tokenSeconds } = this.#options;
    const [sessionId, tokenId] = [mintUuid(), mintUuid()];
    const issuedSeconds = Math.floor(clock.nowMs() / 1_000);
    const expiresAt = new Date((issuedSeconds + tokenSeconds) * 1_000);
    const detail = { user_id: userId, session_id: sessionId, token_id: tokenId, kid: key.kid };
    return this.#record(actor, "session/login", detail, async () => {
      const session = { id: sessionId, userId, clientId, expiresAt };
      if (!(await insertSession(this.#options.database.sql, session))) throw noSuchUser();
      const token = await signAccessToken(key, {
        iss: issuer,
        sub: userId,
        aud: issuer,
        sid: sessionId,
        jti: tokenId,
        client_id: clientId,
        scope: everyScope,
        iat: issuedSeconds,
        nbf: issuedSeconds,
        exp: issuedSeconds + tokenSeconds,
      });
      return { token, tokenId, sessionId, expiresAt };
    });
  }

  listSessions(userId: string): Promise<readonly UserSession[]> {
    return selectSessions(this.#options.database.sql, userId, listedMax);
  }

  /** Every token of the session stops working within 2 s, everywhere. */
  async endSession(actor: Actor, sessionId: string): Promise<void> {
    const { sql } = this.#options.database;
    const userId = await selectOpenSessionUser(sql, sessionId);
    if (userId === null) throw new AppError("NOT_FOUND", "There is no such open session.");
    await this.#record(actor, "session/end", { user_id: userId, session_id: sessionId }, () =>
      endSession(sql, sessionId),
    );
  }

  /** Takes back one access token; the rest of its session goes on. */
  async revokeToken(
    actor: Actor,
    token: { readonly tokenId: string; readonly userId: string; readonly expiresAt: Date },
  ): Promise<void> {
    const detail = { user_id: token.userId, token_id: token.tokenId };
    await this.#record(actor, "token/revoke", detail, () =>
      insertRevocation(this.#options.database.sql, token),
    );
  }

  /** A long-lived credential of a user; the secret is returned once and only its hash is kept. */
  async issuePersonalToken(
    actor: Actor,
    userId: string,
    input: { readonly name: string; readonly days?: number },
  ): Promise<PersonalToken & { readonly token: string }> {
    const name = input.name.trim();
    if (name === "" || name.length > tokenNameCharactersMax || /\p{Cc}/u.test(name)) {
      throw new AppError("INVALID_INPUT", "A token needs a name of 1 to 200 characters.");
    }
    const id = mintUuid();
    const { token, prefix, hash } = mintPersonalToken(this.#options.random ?? systemRandom);
    const expiresAt =
      input.days === undefined
        ? null
        : new Date(this.#options.clock.nowMs() + input.days * millisecondsPerDay);
    const detail = { user_id: userId, token_id: id, prefix };
    return this.#record(actor, "pat/issue", detail, async () => {
      const row = { id, userId, name, prefix, hash, expiresAt };
      const stored = await insertPersonalToken(this.#options.database.sql, row);
      if (stored === null) throw noSuchUser();
      return { ...stored, token };
    });
  }

  listPersonalTokens(userId: string): Promise<readonly PersonalToken[]> {
    return selectPersonalTokens(this.#options.database.sql, userId, listedMax);
  }

  /** By id or by public prefix. */
  async revokePersonalToken(actor: Actor, idOrPrefix: string): Promise<PersonalToken> {
    const { sql } = this.#options.database;
    const found = await selectPersonalToken(sql, idOrPrefix);
    if (found === null) throw new AppError("NOT_FOUND", "There is no such token.");
    const detail = { user_id: found.userId, token_id: found.id, prefix: found.prefix };
    await this.#record(actor, "pat/revoke", detail, () => revokePersonalToken(sql, found.id));
    return found;
  }

  listKeys(): Promise<readonly SigningKeyRow[]> {
    return selectAllKeys(this.#options.database.sql);
  }

  /** A new key signs from now on; the old one verifies until its last token has expired. */
  async rotateKeys(actor: Actor): Promise<string> {
    const { algorithm, tokenSeconds, keys } = this.#options;
    return this.#record(actor, "key/rotate", { algorithm }, () =>
      keys.replace(algorithm, tokenSeconds + 2 * clockSkewSeconds),
    );
  }

  /** Makes the first signing key, or one of the algorithm that the profile asks for. */
  async ensureSigningKey(actor: Actor): Promise<void> {
    await this.#signer(actor);
  }

  async #signer(actor: Actor): Promise<SigningKey> {
    const { keys, algorithm } = this.#options;
    const found = await keys.signer(algorithm);
    if (found !== null) return found;
    await this.rotateKeys(actor);
    const made = await keys.signer(algorithm);
    if (made === null) throw new AppError("INTERNAL", "There is no key to sign with.");
    return made;
  }

  #record<Result>(
    actor: Actor,
    path: string,
    detail: JsonObject,
    change: () => Promise<Result>,
  ): Promise<Result> {
    const act = {
      target: `identity://${path}`,
      policy: `identity.${path.replace("/", ".")}`,
      reason: `The local operator or an administrator asked for ${path.replace("/", " ")}.`,
      detail,
    };
    return recordAct(this.#options.audit, actor, act, change);
  }
}

function noSuchUser(): AppError {
  return new AppError("NOT_FOUND", "There is no such active user.");
}
