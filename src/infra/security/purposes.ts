/**
 * One subkey for each purpose, derived from the master key. The text is part of the derivation and
 * stays for ever: a new meaning is a new row. Children get none of them.
 */
// prettier-ignore
export const keyPurposes = {
  "key-id":         "systemprompt/v1/key-id",
  "tokens-wrap":    "systemprompt/v1/tokens-wrap",
  "secrets-wrap":   "systemprompt/v1/secrets-wrap",
  "audit-signing":  "systemprompt/v1/audit-signing",
  "audit-hmac":     "systemprompt/v1/audit-hmac",
  "audit-bodies":   "systemprompt/v1/audit-bodies",
  "session-ids":    "systemprompt/v1/session-ids",
  "request-state":  "systemprompt/v1/request-state",
  "csrf":           "systemprompt/v1/csrf",
  "receipts":       "systemprompt/v1/receipts",
  "internal-hop":   "systemprompt/v1/internal-hop",
} as const;

export type KeyPurpose = keyof typeof keyPurposes;
