/**
 * One subkey for each purpose. The text is part of the derivation and stays for ever: a new meaning
 * is a new row. Children get none of them.
 */
// prettier-ignore
export const keyPurposes = {
  wrap: {
    "key-id":        "systemprompt/v1/key-id",
    "root-wrap":     "systemprompt/v1/root-wrap",
    "tokens-wrap":   "systemprompt/v1/tokens-wrap",
    "secrets-wrap":  "systemprompt/v1/secrets-wrap",
  },
  root: {
    "audit-signing": "systemprompt/v1/audit-signing",
    "audit-hmac":    "systemprompt/v1/audit-hmac",
    "audit-bodies":  "systemprompt/v1/audit-bodies",
    "session-ids":   "systemprompt/v1/session-ids",
    "request-state": "systemprompt/v1/request-state",
    "csrf":          "systemprompt/v1/csrf",
    "receipts":      "systemprompt/v1/receipts",
    "internal-hop":  "systemprompt/v1/internal-hop",
    "attestations":  "systemprompt/v1/secret-attestations",
    "snapshots":     "systemprompt/v1/config-snapshots",
    "checkpoints":   "systemprompt/v1/audit-checkpoints",
    "approvals":     "systemprompt/v1/command-approvals",
    "legal-holds":   "systemprompt/v1/legal-holds",
    "tombstones":    "systemprompt/v1/audit-tombstones",
  },
} as const;

/** Derived from the master key: they only wrap, and a rotation wraps anew. */
export type WrapPurpose = keyof typeof keyPurposes.wrap;
/** Derived from the installation's root, which a rotation of the master key leaves alone. */
export type RootPurpose = keyof typeof keyPurposes.root;
