import type { SecretKind } from "../kind.ts";
import { assignedKinds } from "./assigned-kinds.ts";
import { commandKinds } from "./command-kinds.ts";
import { fileKinds } from "./file-kinds.ts";
import { hashKinds, saltKind } from "./hash-kinds.ts";
import { markedKinds } from "./marked/kinds.ts";
import { proseKinds } from "./prose-kinds.ts";
import { requestKinds } from "./request-kinds.ts";
import { talkKinds } from "./talk/kinds.ts";

/**
 * Credentials that only their surroundings give away. Where several of these rows find the same
 * value the first one names it.
 */
export const contextualKinds: readonly SecretKind[] = [
  ...assignedKinds,
  ...requestKinds,
  ...markedKinds,
  ...commandKinds,
  ...fileKinds,
  ...hashKinds,
  saltKind,
  ...proseKinds,
  ...talkKinds,
];
