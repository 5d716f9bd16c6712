/** Revisions that open with `initialize`, newest first. */
export const legacyVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"] as const;
/** Revisions whose every request names its version in `_meta`. */
export const modernVersions = ["2026-07-28"] as const;

export const metaKeys = {
  protocolVersion: "io.modelcontextprotocol/protocolVersion",
  serverInfo: "io.modelcontextprotocol/serverInfo",
} as const;

/** JSON-RPC 2.0, section 5.1, and MCP 2026-07-28 for the last. */
export const rpcErrors = {
  parse: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  internal: -32_603,
  unsupportedVersion: -32_022,
} as const;
