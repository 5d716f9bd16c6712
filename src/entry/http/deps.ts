import type { HealthReport } from "#app/runtime/health-report.ts";
import type { Logger } from "#infra/logging/logger.ts";
import type { AppError } from "#shared/errors.ts";
import type { TraceId } from "#shared/ids.ts";
import type { JsonValue } from "#shared/json.ts";
import type { Authentication } from "#shared/principal.ts";
import type { OriginPolicy } from "./check-origin.ts";
import type { IncomingRequest } from "./incoming-request.ts";
import type { Reply } from "./route.ts";

export type Admission =
  | {
      readonly admitted: true;
      /** The address is closed: a credential that proves bad gets the constant refusal. */
      readonly trialRetryMs?: number;
    }
  | { readonly admitted: false; readonly retryAfterMs: number };

/**
 * `leaving`: told to stop and still serving, so that a balancer turns away before anything is
 * refused. `stopping`: running answers are waited for, new requests are refused.
 */
export type ServerPhase = "serving" | "leaving" | "stopping";

/** Everything that the routes call, made once by the runtime. */
export interface HttpDeps {
  readonly publicUrl: string;
  readonly bodyBytesMax: number;
  readonly origin: OriginPolicy;
  readonly log: Logger;
  phase(): ServerPhase;
  /** The peer, or what a trusted proxy says of it. */
  clientAddress(peer: string, headers: Headers): string;
  health(): Promise<HealthReport>;
  /** In memory, before anything is parsed; counts refusals and folds them under flood. */
  admit(addressPrefix: string, credential: string | null): Admission;
  /** A credential that was verified before and still stands; null asks `authenticate`. */
  recognise(credential: string, audiences: readonly string[]): Authentication | null;
  /** After the credential: a verified session that is refused again and again. */
  admitSession(authentication: Authentication): Admission;
  /** A caller of a public route that shows no credential. */
  anonymous(addressPrefix: string): Authentication;
  /** Rejects when credentials cannot be checked: that is no refusal. */
  authenticate(
    credential: string | null,
    audiences: readonly string[],
    addressPrefix: string,
    trialRetryMs?: number,
  ): Authentication | Promise<Authentication>;
  /** One row for a caller that was refused outside the pipeline; folded under flood. */
  recordRefusal(refusal: {
    readonly authentication: Authentication;
    readonly traceId: TraceId;
    readonly target: string;
    readonly error: AppError;
    readonly addressPrefix: string;
  }): Promise<void>;
  callMcp(server: string, request: IncomingRequest): Promise<Reply>;
  refuseMcp(error: AppError, traceId: TraceId): Reply;
  governHook(request: IncomingRequest): Promise<Reply>;
  /** `bodyStart` tells the event, whose shape the denial needs. */
  refuseHook(error: AppError, bodyStart: string): Reply;
  listMcpServers(authentication: Authentication): readonly JsonValue[];
  protectedResource(server: string): JsonValue | undefined;
  jwks(): Promise<JsonValue>;
  readAudit(id: string, authentication: Authentication): Promise<JsonValue>;
}
