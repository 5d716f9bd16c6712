import type { Extension } from "#extension-api";
import { workspace } from "./workspace/index.ts";

/** The list is the product: what is not here is not in the executable. */
export const extensions: readonly Extension[] = [workspace];
