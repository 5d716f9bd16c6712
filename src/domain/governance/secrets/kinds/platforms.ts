import type { SecretKind } from "../kind.ts";
import { ciKinds } from "./ci.ts";
import { awsKinds } from "../clouds/aws.ts";
import { azureKinds } from "../clouds/azure.ts";
import { googleKinds } from "../clouds/google.ts";
import { hostingKinds } from "../clouds/hosting.ts";
import { regionalCloudKinds } from "../clouds/regional.ts";
import { identityKinds } from "./identity.ts";
import { infrastructureKinds } from "./infrastructure.ts";
import { networkKinds } from "./networks.ts";
import { frameworkSessionKinds } from "../sessions/frameworks.ts";
import { signedUrlKinds } from "../sessions/signed-urls.ts";
import { siteSessionKinds } from "../sessions/sites.ts";
import { workloadKinds } from "../sessions/workloads.ts";

/** What runs software, builds it, connects it and lets people into it. */
export const platformKinds: readonly SecretKind[] = [
  ...awsKinds,
  ...googleKinds,
  ...azureKinds,
  ...regionalCloudKinds,
  ...hostingKinds,
  ...networkKinds,
  ...infrastructureKinds,
  ...ciKinds,
  ...identityKinds,
  ...signedUrlKinds,
  ...workloadKinds,
  ...frameworkSessionKinds,
  ...siteSessionKinds,
];
