import type { TraceId } from "#shared/ids.ts";
import { sha256 } from "./digest.ts";

const traceBytes = 16;

/**
 * One trace for all rows about one thing, whoever writes them: an index finds them, and
 * `infra logs audit <trace>` reads them as one story. The first part names the kind of thing.
 */
export function storyTrace(...parts: readonly string[]): TraceId {
  return sha256(JSON.stringify(parts)).subarray(0, traceBytes).toString("hex") as TraceId;
}
