const prefix = "io.modelcontextprotocol/";

/** Keys of `_meta` that the protocol itself reads (2026-07-28, "General fields"). */
export const metaKeys = {
  prefix,
  protocolVersion: `${prefix}protocolVersion`,
  clientInfo: `${prefix}clientInfo`,
  clientCapabilities: `${prefix}clientCapabilities`,
  serverInfo: `${prefix}serverInfo`,
  subscriptionId: `${prefix}subscriptionId`,
  /** Ours: why a call was denied. */
  denial: "io.systemprompt/denial",
  /** Ours: what was masked in a result. */
  findings: "io.systemprompt/findings",
} as const;
