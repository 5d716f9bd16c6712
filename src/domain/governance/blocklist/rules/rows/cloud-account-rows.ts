import { ask, deny, type RowTable } from "../command-rows.ts";

const open = "opens data to everybody";
const rights = "gives an account more rights";
const halts = "interrupts or gives up a resource";
const guard = "switches a protection of the account off";

/** Who may do what in an account: AWS, Azure and Google Cloud by their documented verbs. */
export const cloudRightsRows: RowTable = {
  category: "permission-widening",
  rows: [
    deny(
      "aws",
      /^[\w-]+ (?:put|set|add|update|create)-\S*(?:policy|permission)/,
      "permission.aws-public",
      open,
      {
        all: /"principal"\s{0,8}:\s{0,8}(?:\{\s{0,8}"aws"\s{0,8}:\s{0,8})?\[?"\*"/,
      },
    ),
    ask(
      "aws",
      /^(?:sso-admin create-account-assignment|cognito-idp admin-set-user-password)\b/,
      "permission.aws-account",
      rights,
    ),
    ask(
      "az",
      /\b(?:keyvault set-policy|ad group member add|role definition (?:create|update))\b/,
      "permission.az-role",
      rights,
    ),
    deny("az", /\bfirewall-rule (?:create|update)\b/, "permission.az-port", open, {
      all: /--start-ip-address[= ]0\.0\.0\.0 .*--end-ip-address[= ]255\./,
    }),
    deny("gcloud", /\bsql instances (?:patch|create)\b/, "permission.gcloud-network", open, {
      all: /--authorized-networks[= ]\S*0\.0\.0\.0\/0/,
    }),
    ask(
      "gcloud",
      /\b(?:sql users set-password|iam roles (?:create|update))\b/,
      "permission.gcloud-iam",
      rights,
    ),
  ],
};

/** Logs, networks' policies and backups that a cloud keeps over an account. */
export const cloudGuardRows: RowTable = {
  category: "disable-security",
  rows: [
    ask("aws", /^logs put-retention-policy\b/, "security.aws-guard", guard),
    deny("aws", /^dynamodb update-continuous-backups\b/, "security.aws-guard", guard, {
      all: /recoveryenabled[= ]false/,
    }),
    ask("aws", /^organizations detach-policy\b/, "security.aws-guard", guard),
    deny("az", /\bkeyvault update\b/, "security.az-guard", guard, {
      all: /purge-protection[= ]false/,
    }),
    ask("az", /\bsecurity pricing create\b/, "security.az-guard", guard, { all: /--tier[= ]free/ }),
    deny("az", /\bbackup protection disable\b/, "security.az-guard", guard),
    ask("gcloud", /\b(?:clusters|instances) (?:update|patch)\b/, "security.gcloud-guard", guard, {
      all: /--no-enable-\S{0,64}(?:network-policy|shielded|private|authorized|binauthz|logging)/,
    }),
    deny("gcloud", /\borg-policies (?:disable-enforce|delete)\b/, "security.gcloud-guard", guard),
    deny(
      "gsutil",
      /^(?:versioning set off|retention (?:clear|set 0))\b/,
      "security.gcloud-guard",
      guard,
    ),
  ],
};

/** Verbs that every service of a cloud has for taking something away without deleting it. */
export const cloudHaltRows: RowTable = {
  category: "cloud-destruction",
  rows: [
    ask(
      "aws",
      /^[\w-]+ (?:detach|disassociate|disable|deactivate|release|suspend|admin-delete|admin-disable)-\S|^sns unsubscribe\b/,
      "cloud.aws-stop",
      halts,
    ),
    ask(
      "az",
      /\b(?:account clear|subscription cancel|storage account keys renew)\b/,
      "cloud.az-stop",
      halts,
    ),
    deny("az", /\bredis flush\b/, "cloud.az-delete", "empties a cache"),
    ask(
      "gcloud",
      /^(?!auth\b)(?:\S+ ){1,5}(?:undeploy\S*|unlink|suspend\S*|abandon\S*|revoke|detach)(?: |$)/,
      "cloud.gcloud-stop",
      halts,
    ),
    ask("gcloud", /\bclusters resize\b/, "cloud.gcloud-stop", halts, {
      all: /--(?:num-nodes|size)[= ]0\b/,
    }),
  ],
};
