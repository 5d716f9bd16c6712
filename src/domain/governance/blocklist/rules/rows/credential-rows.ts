import { ask, deny, type RowTable } from "../command-rows.ts";

const prints = "prints stored credentials";
const memory = "reads credentials out of memory";
/** Into a file of the workspace, for local work; which environment's is looked at below. */
const pulled = /^env pull\b/;

/** `-v ~/.aws:/root/.aws`: whatever runs in the container reads them. */
const keyFolders =
  /(?:-v|--volume)[= ]?(?:~|\/root|\/(?:home|users)\/[^/\s:]+)\/\.(?:ssh|gnupg|aws|kube)[^\s:]*:/;

/** Credential stores, by the verbs that hand a secret out. */
export const credentialRows: RowTable = {
  category: "credential-access",
  rows: [
    ask("docker podman nerdctl", /\b(?:run|create)\b/, "credential.mounted", "mounts stored keys", {
      all: keyFolders,
    }),
    ask(
      "trufflehog noseyparker gitleaks",
      /^(?:\S+ )*(?:\/|~\/?)$/,
      "credential.search",
      "looks for other people's keys",
    ),
    deny(
      "security",
      /^(?:find-\w+-password|dump-keychain|export|unlock-keychain|delete-keychain|cms)\b/,
      "credential.keychain",
      prints,
    ),
    deny("secret-tool", /^(?:lookup|search)\b/, "credential.secret-tool", prints),
    deny(
      "pass gopass passage",
      /^(?!ls\b|list\b|version\b|help\b|git\b|insert\b|generate\b|init\b|edit\b|find\b|-)(?:show\b|cat\b|\S+)/,
      "credential.pass",
      prints,
    ),
    deny(
      "op",
      /^(?:read|item get|get item|document get|inject|connect token|signin --raw)\b/,
      "credential.1password",
      prints,
    ),
    deny(
      "bw rbw bws",
      /^(?:get|list items|export|secret (?:get|list)|unlock)\b/,
      "credential.bitwarden",
      prints,
    ),
    deny(
      "lpass keepassxc-cli dcli",
      /^(?:show|export|clip|password|note|secret)\b/,
      "credential.vault-client",
      prints,
    ),
    deny("keyring", /^get\b/, "credential.keyring", prints),
    deny("kwallet-query", /^/, "credential.kwallet", prints, { all: /(?:^|\s)-r/ }),
    deny(
      "vault bao",
      /^(?:kv get|read (?!-help)\S*(?:secret|creds|kv|database|aws)|print token|token lookup|unwrap|operator (?:init|generate-root))\b/,
      "credential.vault",
      prints,
    ),
    deny(
      "aws",
      /^(?:configure (?:get \S*(?:key|token)|export-credentials)|sts (?:get-session-token|assume-role\S*|get-federation-token)|secretsmanager (?:get-secret-value|batch-get\S*)|ecr get-login-password|iam create-access-key|ec2 get-password-data|rds generate-db-auth-token|codeartifact get-authorization-token|kms decrypt|sso get-role-credentials)\b/,
      "credential.aws",
      prints,
    ),
    deny("aws", /^ssm get-parameters?\S*/, "credential.aws-parameter", prints, {
      all: /--with-decryption/,
    }),
    deny(
      "gcloud",
      /\b(?:auth (?:application-default )?print-(?:access|identity)-token|secrets versions access|iam service-accounts keys create|kms decrypt|auth print-\S+)\b/,
      "credential.gcloud",
      prints,
    ),
    deny(
      "az",
      /\b(?:keyvault (?:secret|certificate) (?:show|download)|account get-access-token|storage account keys list|cosmosdb keys list|acr credential show|ad sp create-for-rbac|ad sp credential reset|redis list-keys|functionapp keys list|webapp deployment list-publishing-\w+|aks get-credentials .*--admin)\b/,
      "credential.az",
      prints,
    ),
    deny(
      "kubectl oc",
      /^(?:get|describe|edit) (?:\S+,)?secrets?\b(?!.*\{\.(?:items\[\*\]\.)?metadata\.[\w.]+\}['"]?$)/,
      "credential.kubectl",
      prints,
      {
        all: /(?:^|\s)(?:-o|--output)|jsonpath|go-template|(?:^|\s)edit\b/,
      },
    ),
    deny("kubectl oc", /^config view\b/, "credential.kubeconfig", prints, { all: /--raw\b/ }),
    deny("kubectl oc", /^(?:create token|whoami)\b/, "credential.cluster-token", prints, {
      all: /create token|-t\b|--show-token/,
    }),
    deny(
      "doctl",
      /^(?:auth token|registry docker-config|databases connection|kubernetes cluster kubeconfig show)\b/,
      "credential.doctl",
      prints,
    ),
    deny(
      "heroku",
      /^(?:config:get|auth:token|pg:credentials:url|authorizations:create)\b/,
      "credential.heroku",
      prints,
    ),
    ask("heroku", /^config\b(?!:)/, "credential.heroku-config", prints),
    deny("fly flyctl", /^(?:auth token|tokens create)\b/, "credential.fly", prints),
    deny(
      "vercel netlify railway",
      /^(?:env pull|env:get|env:list|variables)\b/,
      "credential.host-variables",
      prints,
      { not: pulled },
    ),
    ask("vercel", /^env pull\b/, "credential.host-variables", prints, {
      all: /--environment[= ](?:production|preview)/,
    }),
    deny("gh", /^auth (?:token|status .*show-token)\b/, "credential.gh", prints),
    deny("gh", /^auth status\b/, "credential.gh", prints, { all: /--show-token|(?:^|\s)-t\b/ }),
    deny("glab", /^(?:config get token|auth status .*-t)\b/, "credential.glab", prints),
    deny("npm", /^token create\b|^config get \S*_auth/, "credential.npm", prints),
    deny(
      "git-credential-store git-credential-cache git-credential-osxkeychain git-credential-manager git-credential-libsecret",
      /^(?:get|fill)\b/,
      "credential.git",
      prints,
    ),
    deny(
      "docker-credential-desktop docker-credential-osxkeychain docker-credential-pass docker-credential-secretservice docker-credential-wincred",
      /^(?:get|list)\b/,
      "credential.docker",
      prints,
    ),
    deny(
      "doppler infisical chamber envchain teller",
      /^(?:secrets(?: get| download)?|export|read|show|env|configure get token)\b/,
      "credential.secret-manager",
      prints,
    ),
    // A file of no telling name may be anything: a backup, a signed list of checksums.
    ask("gpg age", /^/, "credential.decrypt", prints, {
      all: /(?:^|\s)(?:-d|--decrypt)(?:\s|$)/,
      not: /^-d \S+\.(?:sig|asc)$|secret|passw|creden|token|priv|\.env|key|wallet/,
    }),
    deny("gpg age", /^/, "credential.decrypt", prints, {
      all: /--export-secret-(?:sub)?keys|(?:^|\s)(?:-d|--decrypt)(?:\s.{0,256}|=)(?:secret|passw|creden|token|priv|\.env|key|wallet)/,
    }),
    deny("sops ansible-vault", /^(?:decrypt|view)\b|^/, "credential.decrypt", prints, {
      all: /(?:^|\s)(?:-d|--decrypt|decrypt|view)(?:\s|$)/,
    }),
    deny("rabbitmqctl", /^export_definitions\b/, "credential.rabbit", prints),
    deny("terraform tofu", /^(?:output|state pull|show)\b/, "credential.terraform", prints, {
      all: /output .{0,256}-raw \S{0,128}(?:password|secret|token|key)|state pull/,
    }),
    deny("pulumi", /^(?:config|stack output|stack export)\b/, "credential.pulumi", prints, {
      all: /--show-secrets/,
    }),
    deny("wg", /^(?:showconf|show \S+ private-key)\b/, "credential.wireguard", prints),
    deny("nmcli", /^/, "credential.wifi", prints, {
      all: /--show-secrets|(?:^|\s)-s(?:\s|$).{0,256}show/,
    }),
    deny("netsh", /^wlan (?:show|export) profile/, "credential.wifi", prints, { all: /key=clear/ }),
    deny("cmdkey vaultcmd", /^/, "credential.windows-vault", prints, { all: /\/list/ }),
    deny("rundll32", /keymgr|comsvcs/, "credential.windows-vault", memory),
    deny(
      "reg",
      /^(?:save|export|query) (?:hklm|hkey_local_machine)\\?(?:sam|security|system)\b/,
      "credential.registry",
      "copies the password database",
    ),
    deny("reg", /^query\b/, "credential.registry", prints, {
      all: /winlogon|putty|\/f password|simontatham/,
    }),
    deny(
      "ntdsutil dsinternals esentutl",
      /^/,
      "credential.directory",
      "copies the password database",
    ),
    deny("procdump procdump64 dumpert nanodump", /^/, "credential.memory", memory, {
      all: /lsass|-ma\b/,
    }),
    deny(
      "mimikatz lazagne secretsdump.py pypykatz mimipenguin hashdump gsecdump crackmapexec netexec responder rubeus kerbrute impacket-secretsdump invoke-mimikatz sharphound bloodhound-python trufflehog3",
      /^/,
      "credential.theft-tool",
      "collects credentials",
    ),
    deny("john hashcat hydra medusa unshadow", /^/, "credential.cracking", "guesses passwords", {
      not: /(?:^|\s)(?:--version|--help|-v|-h)$/,
    }),
    deny(
      "get-storedcredential get-credential convertfrom-securestring export-clixml get-vaultcredential get-adreplaccount",
      /^/,
      "credential.cmdlet",
      prints,
      { not: /^-path \S+$/ },
    ),
    deny("get-secret get-azkeyvaultsecret get-secsecretvalue", /^/, "credential.cmdlet", prints),
    deny("az", /\bkeyvault key download\b/, "credential.az", prints),
    ask("gcore", /^/, "credential.memory", "reads another process's memory"),
    ask("osascript", /hidden answer/, "credential.dialog", "asks a person for a password"),
    ask(
      "grep egrep rg ag ack",
      /(?:akia|passw|secret|token|api[_-]?key|private key|credential).{0,200}\s(?:\/|~\/?|\/(?:etc|home|root|var|users)\/?)(?:\s|$)/,
      "credential.search",
      "looks for credentials outside the working folder",
      { all: /(?:^|\s)-\w*r|^(?!.*grep)/ },
    ),
    ask("gdb gcore", /^/, "credential.memory", "reads another process's memory", {
      all: /(?:^|\s)(?:-p|--pid)\b|^\d+$|dump memory/,
    }),
    ask(
      "docker podman",
      /^inspect\b/,
      "credential.container-environment",
      "prints a container's variables",
      { all: /\.env\b|config\.env/ },
    ),
    ask("ps", /^/, "credential.process-environment", "prints other processes' variables", {
      all: /^(?:-\w{0,8}e\w{0,8} )?\w{0,8}e\w{0,8}ww|^auxe|^-?eww|(?:^|\s)e(?:ww)?$/,
    }),
    ask(
      "tcpdump tshark dumpcap ngrep ettercap bettercap mitmproxy",
      /^/,
      "credential.sniffing",
      "records network traffic",
      { not: /--version|-d$|--list-interfaces|(?:^|\s)-r \S/ },
    ),
    deny("logkeys xspy keylogger", /^/, "credential.keylogger", "records what a person types"),
    ask("xinput", /^test\b/, "credential.keylogger", "records what a person types"),
  ],
};
