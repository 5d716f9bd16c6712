import type { SecretKind } from "../kind.ts";
import { addressKinds } from "./addresses.ts";
import { agentKinds, smallServiceKinds } from "./agents.ts";
import { aiProviderKinds } from "./ai-providers.ts";
import { aiToolKinds } from "./ai-tools.ts";
import { bankingKinds } from "../money/banking.ts";
import { brokerKinds } from "./brokers.ts";
import { chainKinds } from "../money/chains.ts";
import { commerceKinds } from "../money/commerce.ts";
import { contentKinds } from "./content.ts";
import { customerKinds } from "./customers.ts";
import { dataPlatformKinds } from "./data-platforms.ts";
import { deliveryKinds } from "./delivery.ts";
import { mailKinds } from "./mail.ts";
import { messagingKinds } from "./messaging.ts";
import { monitoringKinds } from "./monitoring.ts";
import { observabilityKinds } from "./observability.ts";
import { paymentKinds } from "../money/payment.ts";
import { socialKinds } from "./social.ts";
import { webhookKinds } from "./webhooks.ts";
import { workspaceKinds } from "./workspaces.ts";

/** What vendors of software services issue. */
export const vendorKinds: readonly SecretKind[] = [
  ...aiProviderKinds,
  ...aiToolKinds,
  ...agentKinds,
  ...smallServiceKinds,
  ...paymentKinds,
  ...commerceKinds,
  ...bankingKinds,
  ...messagingKinds,
  ...mailKinds,
  ...webhookKinds,
  ...addressKinds,
  ...workspaceKinds,
  ...customerKinds,
  ...contentKinds,
  ...chainKinds,
  ...deliveryKinds,
  ...socialKinds,
  ...observabilityKinds,
  ...monitoringKinds,
  ...dataPlatformKinds,
  ...brokerKinds,
];
