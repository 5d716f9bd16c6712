import type { SecretKind } from "../kind.ts";
import { aiProviderKinds } from "./ai-providers.ts";
import { aiToolKinds } from "./ai-tools.ts";
import { bankingKinds } from "./banking.ts";
import { commerceKinds } from "./commerce.ts";
import { dataPlatformKinds } from "./data-platforms.ts";
import { mailKinds } from "./mail.ts";
import { messagingKinds } from "./messaging.ts";
import { monitoringKinds } from "./monitoring.ts";
import { observabilityKinds } from "./observability.ts";
import { paymentKinds } from "./payment.ts";
import { webhookKinds } from "./webhooks.ts";
import { workspaceKinds } from "./workspaces.ts";

/** What vendors of software services issue. */
export const vendorKinds: readonly SecretKind[] = [
  ...aiProviderKinds,
  ...aiToolKinds,
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
];
