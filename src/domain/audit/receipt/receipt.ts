import type { JsonObject } from "#shared/json.ts";
import type { Certificate } from "../format/certificate.ts";
import type { Seal } from "../format/seal.ts";

export const receiptSpec = "systemprompt.receipt/1";

/** One batch of one writer with all that proves it, and one of its rows where it is given. */
export interface AuditReceipt {
  readonly spec: typeof receiptSpec;
  /** The writer's registration, signed by the installation's key. */
  readonly certificate: Certificate;
  readonly certificate_signature: string;
  readonly seal: Seal;
  readonly hash: string;
  /** The writer's signature of the seal. */
  readonly signature: string;
  /** The hash of every row of the batch, in the order of ids: nothing can be read out of them. */
  readonly leaves: string;
  readonly row: JsonObject | null;
}

/** What a receipt proves. */
export interface ReceiptReport {
  readonly ok: boolean;
  readonly kind: "receipt";
  readonly writer: number;
  readonly sequence: number;
  /** Rows in the batch. */
  readonly rows: number;
  readonly sealed_at: string;
  /** The row that was proved to be one of them. */
  readonly row: string | null;
  readonly anchored: boolean;
  readonly keys_pinned: boolean;
  readonly installation: string;
  readonly installation_key: string;
  readonly statement: string;
}
