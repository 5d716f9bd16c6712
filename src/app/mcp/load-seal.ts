import type { ExcerptSeal } from "#domain/secrets/excerpts/excerpt-keys.ts";
import { isAppError } from "#shared/errors.ts";
import type { Verdict } from "#shared/governed-call.ts";
import type { UserId } from "#shared/ids.ts";
import type { McpDeps } from "./mcp-deps.ts";

/** The key that a call's record is sealed with, or why no call may be made without it. */
export type LoadedSeal =
  | { readonly seal: ExcerptSeal; readonly veto?: undefined }
  | { readonly veto: Pick<Verdict, "policy" | "code" | "reason"> };

/**
 * Before the decision, so that nothing is run whose record could not be kept. Rejects while the
 * database does not answer: the client may try again.
 */
export async function loadSeal(
  deps: Pick<McpDeps, "excerptKeys" | "logFault">,
  userId: UserId,
): Promise<LoadedSeal> {
  try {
    return { seal: await deps.excerptKeys.load(userId) };
  } catch (error) {
    if (!isAppError(error) || error.code === "DATABASE_UNAVAILABLE") throw error;
    if (error.code === "AUDIT_UNAVAILABLE") throw error;
    deps.logFault("the data key of a caller cannot be used", error);
    return { veto: keyVeto };
  }
}

const keyVeto = {
  policy: "evidence.data-key",
  code: "EVIDENCE.DATA_KEY",
  reason: "The key that keeps your calls' records cannot be used. Ask an administrator.",
} as const;
