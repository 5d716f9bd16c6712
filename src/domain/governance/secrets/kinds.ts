import type { SecretKind } from "./kind.ts";
import { contextualKinds } from "./contextual/kinds.ts";
import { databaseKinds } from "./kinds/databases.ts";
import { keyKinds } from "./kinds/keys.ts";
import { packageKinds } from "./kinds/packages.ts";
import { platformKinds } from "./kinds/platforms.ts";
import { sourceHostKinds } from "./kinds/source-hosts.ts";
import { tokenKinds } from "./kinds/tokens.ts";
import { vendorKinds } from "./vendors/all.ts";

/** Every kind of credential that is looked for. */
export const secretKinds: readonly SecretKind[] = [
  ...sourceHostKinds,
  ...platformKinds,
  ...vendorKinds,
  ...packageKinds,
  ...databaseKinds,
  ...keyKinds,
  ...tokenKinds,
  ...contextualKinds,
];

/** For configuration: a disabled kind that does not exist is a mistake to report. */
export const secretKindIds: ReadonlySet<string> = new Set(secretKinds.map((kind) => kind.id));
