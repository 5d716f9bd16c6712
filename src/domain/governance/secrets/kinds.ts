import type { SecretKind } from "./kind.ts";
import { aiProviderKinds } from "./vendors/ai-providers.ts";
import { dataPlatformKinds } from "./vendors/data-platforms.ts";
import { databaseKinds } from "./kinds/databases.ts";
import { keyKinds } from "./kinds/keys.ts";
import { mailKinds } from "./vendors/mail.ts";
import { messagingKinds } from "./vendors/messaging.ts";
import { observabilityKinds } from "./vendors/observability.ts";
import { packageKinds } from "./kinds/packages.ts";
import { monitoringKinds } from "./vendors/monitoring.ts";
import { paymentKinds } from "./vendors/payment.ts";
import { webhookKinds } from "./vendors/webhooks.ts";
import { aiToolKinds } from "./vendors/ai-tools.ts";
import { bankingKinds } from "./vendors/banking.ts";
import { commerceKinds } from "./vendors/commerce.ts";
import { platformKinds } from "./kinds/platforms.ts";
import { sourceHostKinds } from "./kinds/source-hosts.ts";
import { tokenKinds } from "./kinds/tokens.ts";
import { workspaceKinds } from "./vendors/workspaces.ts";

/** Every kind of credential that is looked for. */
export const secretKinds: readonly SecretKind[] = [
  ...sourceHostKinds,
  ...platformKinds,
  ...aiProviderKinds,
  ...aiToolKinds,
  ...packageKinds,
  ...paymentKinds,
  ...commerceKinds,
  ...bankingKinds,
  ...messagingKinds,
  ...mailKinds,
  ...webhookKinds,
  ...workspaceKinds,
  ...observabilityKinds,
  ...monitoringKinds,
  ...dataPlatformKinds,
  ...databaseKinds,
  ...keyKinds,
  ...tokenKinds,
];

/** For configuration: a disabled kind that does not exist is a mistake to report. */
export const secretKindIds: ReadonlySet<string> = new Set(secretKinds.map((kind) => kind.id));
