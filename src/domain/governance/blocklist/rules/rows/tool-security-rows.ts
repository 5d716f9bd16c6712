import { ask, deny, type RowTable } from "../command-rows.ts";

const firewall = "opens the firewall";
const tls = "switches the check of certificates off";
const audit = "switches the system's audit off";

/** Certificates, signatures, hooks, branch protection, cloud logs. */
/** A question, or a folder of the repository that holds its hooks: `.githooks`, `.husky/_`. */
const keepsHooks = new RegExp(
  String.raw`--unset|--get|core\.hookspath (?:\.\/)?(?:[\w.-]+\/)*` +
    String.raw`\.?(?:git-?)?(?:hooks|husky)(?:\/_)?(?:\s|$)`,
);

export const toolSecurityRows: RowTable = {
  category: "disable-security",
  rows: [
    deny(
      "git",
      /\bconfig\b.{0,256}\bhttp\.(?:\S{1,256}\.)?sslverify (?:false|0|off|no)\b/,
      "security.git-tls",
      tls,
    ),
    ask(
      "git",
      /\bconfig\b.{0,256}\b(?:core\.hookspath|commit\.gpgsign false|tag\.gpgsign false|gpg\.program|receive\.denyn\w+ false|safe\.directory \*)/,
      "security.git-config",
      "switches a check of git off",
      {
        not: keepsHooks,
      },
    ),
    ask(
      "git",
      /^(?:.*\s)?(?:commit|push|merge|rebase|am)\b/,
      "security.git-hooks",
      "skips the repository's hooks",
      { all: /(?:^|\s)--no-verify\b/ },
    ),
    ask("git", /\bcommit\b/, "security.git-hooks", "skips the repository's hooks", {
      all: /\bcommit (?:.{0,256}\s)?-[a-z]{0,16}n[a-z]{0,16}(?:\s|$)/,
      not: /--dry-run|(?:-m|--message|-\w{0,8}m)\s.{0,256}-\w{0,8}n|commit .{0,256}--(?:no-edit)/,
    }),
    deny(
      "npm pnpm yarn",
      /\b(?:config )?set\b.{0,256}\bstrict-?ssl(?:[= ]+)(?:false|0)/,
      "security.npm-tls",
      tls,
    ),
    deny(
      "npm yarn pnpm",
      /\bconfig set\b.{0,256}(?:enablestrictssl|ignore-scripts|audit)[= ]+false|(?<!:)registry[= ]+http:\/\/(?!localhost\b|127\.0\.0\.1\b)/,
      "security.npm-config",
      "loosens the package client",
    ),
    deny(
      "export",
      /\b(?:node_tls_reject_unauthorized=['"]?0|git_ssl_no_verify=(?:1|true)|pythonhttpsverify=0|npm_config_strict_ssl=false|curl_insecure=|goinsecure=\*|gonosumcheck=|gonosumdb=\*|gosumdb=off|aws_ca_bundle=$)/,
      "security.tls-variable",
      tls,
    ),
    deny(
      "setx",
      /(?:node_tls_reject_unauthorized|git_ssl_no_verify|pythonhttpsverify)/,
      "security.tls-variable",
      tls,
    ),
    deny("go", /^env\b/, "security.go-sum", "switches the check of modules off", {
      all: /-w (?:gosumdb=off|gonosumdb|goinsecure|goflags=-insecure)/,
    }),
    ask("pip", /^(?:install|download|config)\b/, "security.pip-tls", tls, {
      all: /--trusted-host/,
    }),
    ask("apt apt-get", /^/, "security.apt", "installs packages nobody signed", {
      all: /--allow-(?:unauthenticated|insecure-repositories|downgrades)|--force-yes/,
    }),
    ask("yum dnf zypper rpm", /^/, "security.rpm", "installs packages nobody signed", {
      all: /--nogpgcheck|--no-gpg-checks|--nosignature|--nodigest/,
    }),
    ask("curl", /^/, "security.curl-tls", tls, {
      all: /(?:^|\s)(?:-\w*k|--insecure|--proxy-insecure)(?:\s|$)/,
      not: /localhost|127\.0\.0\.1|\[::1\]|(?:^|\s)(?:-d|--data\S*) \S*-\w*k/,
    }),
    ask("pip pip3 uv", /^(?:pip )?install\b/, "security.package-source", tls, {
      all: /(?:--(?:extra-)?index-url|-i|--find-links|-f)[= ]http:\/\/(?!localhost|127\.|\[::1\])|--trusted-host[= ](?!localhost|127\.)/,
    }),
    ask(
      "npm pnpm yarn bun",
      /^(?:i|install|add)\b.*\bhttp:\/\/(?!localhost|127\.)/,
      "security.package-source",
      tls,
    ),
    ask("pip pip3", /^config set \S*trusted-host\b/, "security.package-source", tls),
    ask("wget", /^/, "security.wget-tls", tls, { all: /--no-check-certificate/ }),
    ask("ssh scp sftp", /^/, "security.ssh-hosts", "accepts any host's key", {
      all: /stricthostkeychecking[= ]no/,
      not: /(?:\s|@)(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/,
    }),
    deny("ssh-keygen", /^/, "security.known-hosts", "forgets a known host's key", {
      all: /(?:^|\s)-r \*/,
    }),
    deny(
      "gh",
      /^api\b.*\bprotection\b/,
      "security.branch-protection",
      "takes a branch's protection away",
      { all: /(?:-x|--method)[= ]?delete/ },
    ),
    ask(
      "gh",
      /^api\b.*\b(?:protection|rulesets?)\b/,
      "security.branch-protection",
      "changes a branch's protection",
      { all: /(?:-x|--method)[= ]?(?:put|patch|post)/ },
    ),
    deny(
      "gh",
      /^api\b.*\brulesets\b/,
      "security.branch-protection",
      "takes a branch's protection away",
      { all: /(?:-x|--method)[= ]?delete/ },
    ),
    deny(
      "gh",
      /^(?:ruleset delete|workflow disable|secret-scanning disable)\b/,
      "security.forge",
      "switches a check of the code host off",
    ),
    ask("gh", /^pr merge\b/, "security.pr-admin", "merges past the branch's protection", {
      all: /--admin\b/,
    }),
    deny(
      "glab",
      /\bprotected_branches\b/,
      "security.branch-protection",
      "takes a branch's protection away",
      { all: /delete/ },
    ),
    deny(
      "aws",
      /^(?:cloudtrail (?:stop-logging|delete-trail|put-event-selectors|update-trail)|guardduty (?:delete|update)-detector|guardduty disassociate\S*|config(?:service)? (?:stop-configuration-recorder|delete-\S+)|securityhub disable\S*|macie2 disable\S*|inspector2 disable|logs delete-log-group|ec2 delete-flow-logs|cloudwatch (?:delete|disable)-alarm\S*|wafv2 (?:delete|disassociate)-\S+|accessanalyzer delete\S*|kms (?:disable-key|schedule-key-deletion)|s3api (?:delete-bucket-encryption|delete-public-access-block|delete-bucket-policy)|iam deactivate-mfa-device|organizations disable\S*|access-analyzer delete\S*)/,
      "security.aws-guard",
      "switches a protection of the account off",
    ),
    deny(
      "aws",
      /^s3api put-public-access-block\b/,
      "security.aws-public",
      "lets a bucket be public",
      { all: /false/ },
    ),
    deny(
      "aws",
      /^ec2 (?:authorize-security-group-\w+|modify-instance-metadata-options)\b/,
      "security.aws-firewall",
      firewall,
      { all: /0\.0\.0\.0\/0|::\/0|http-tokens[= ]optional/ },
    ),
    deny("gcloud", /\bfirewall-rules (?:create|update)\b/, "security.gcloud-firewall", firewall, {
      all: /0\.0\.0\.0\/0|--allow[= ]all/,
    }),
    deny(
      "gcloud",
      /\b(?:logging (?:sinks|logs|buckets) delete|firewall-rules delete|scc \w+ disable|services disable)\b/,
      "security.gcloud-guard",
      "switches a protection of the project off",
    ),
    deny(
      "az",
      /\bnetwork nsg (?:rule (?:create|delete|update)|delete)\b/,
      "security.az-firewall",
      firewall,
      { all: /delete|allow/ },
    ),
    deny(
      "az",
      /\b(?:monitor (?:diagnostic-settings|activity-log alert|log-profiles) delete|security \w+ (?:delete|disable)|keyvault update .*purge|lock delete|policy assignment delete|ad conditional\S* delete)\b/,
      "security.az-guard",
      "switches a protection of the subscription off",
    ),
    deny(
      "kubectl oc",
      /^delete (?:networkpolic\w+|netpol|podsecurity\w*|psp|validatingwebhook\w*|mutatingwebhook\w*|constrainttemplates?|clusterpolic\w+|resourcequotas?|limitranges?)\b/,
      "security.cluster-policy",
      "takes a cluster's protection away",
    ),
    deny(
      "kubectl oc",
      /^label (?:ns|namespace)\b.*pod-security\.kubernetes\.io\/enforce[=-](?:privileged)?/,
      "security.pod-security",
      "takes a cluster's protection away",
    ),
    deny(
      "docker podman",
      /\b(?:run|create)\b/,
      "security.container-profile",
      "runs a container without its profile",
      { all: /--security-opt[= ](?:seccomp|apparmor|label)[=:](?:unconfined|disable)/ },
    ),
    deny("docker", /^trust revoke\b/, "security.docker-trust", "revokes an image's signature"),
    deny(
      "export",
      /\bdocker_content_trust=0/,
      "security.docker-trust",
      "switches the check of images off",
    ),
    deny("vault bao", /^audit disable\b/, "security.vault-audit", audit),
    deny(
      "pre-commit husky lefthook",
      /^uninstall\b/,
      "security.git-hooks",
      "removes the repository's hooks",
    ),
    ask("gpg", /^/, "security.gpg-keys", "deletes keys", {
      all: /--delete-(?:secret-)?keys?|--delete-secret-and-public-keys?/,
    }),
  ],
};
