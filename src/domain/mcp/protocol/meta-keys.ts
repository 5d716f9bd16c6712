const prefix = "io.modelcontextprotocol/";
const ownPrefix = "io.systemprompt/";

/** Keys of `_meta` that the protocol itself reads (2026-07-28, "General fields"). */
export const metaKeys = {
  prefix,
  protocolVersion: `${prefix}protocolVersion`,
  clientInfo: `${prefix}clientInfo`,
  clientCapabilities: `${prefix}clientCapabilities`,
  serverInfo: `${prefix}serverInfo`,
  subscriptionId: `${prefix}subscriptionId`,
  /** Ours begin so; a tool server cannot speak in our name. */
  ownPrefix,
  /** Ours: why a call was denied. */
  denial: `${ownPrefix}denial`,
  /** Ours: what was masked in a result. */
  findings: `${ownPrefix}findings`,
} as const;
