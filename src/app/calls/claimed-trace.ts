const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's own trace id (W3C Trace Context, section 3.2): a claim, kept beside ours. */
export function claimedTraceOf(headers: Pick<Headers, "get">): string | null {
  const claimed = headers.get("traceparent");
  return claimed === null ? null : (traceparent.exec(claimed)?.[1] ?? null);
}
