import type { SecretKind } from "../kind.ts";
import { assignedKinds } from "./assigned-kinds.ts";

/** Credentials that only their surroundings give away. */
export const contextualKinds: readonly SecretKind[] = [...assignedKinds];
