import { ask, deny, type RowTable } from "../command-rows.ts";

const rights = "gives an account more rights";
const whole = "gives a container the whole machine";
const open = "opens data to everybody";
/** Whoever works here, into the group that may use containers. */
const ownDocker =
  /(?:^|\s)docker (?:\$\(?(?:user|logname|whoami)\b.*|\ufffc)$|(?:^|\s)(?:\$user|\ufffc) docker$/;

export const permissionRows: RowTable = {
  category: "permission-widening",
  rows: [
    deny("visudo", /^/, "permission.sudoers", rights, { not: /(?:^|\s)-\w*c/ }),
    deny("setcap", /^/, "permission.capability", rights, { not: /(?:^|\s)(?:-r|-v)\b/ }),
    // As Docker's own manual has it after an installation.
    ask("usermod gpasswd", ownDocker, "permission.group", rights),
    deny(
      "usermod gpasswd adduser useradd groupmod addgroup",
      /\b(?:sudo|wheel|docker|root|admin|adm|disk|shadow|lxd|libvirt)\b/,
      "permission.group",
      rights,
      { not: ownDocker },
    ),
    deny("useradd usermod adduser", /^/, "permission.uid", rights, {
      all: /(?:^|\s)(?:-\w*u|--uid)[= ]0\b|--non-unique/,
    }),
    deny(
      "dseditgroup dscl sysadminctl",
      /\b(?:admin|wheel|create|adduser)\b/,
      "permission.group",
      rights,
      { all: /-a\b|append|create|adduser|-admin/ },
    ),
    ask("useradd adduser", /^\S+/, "permission.account", "creates an account", {
      not: /(?:-s|--shell)[ =]\S*\/(?:nologin|false)\b/,
    }),
    deny("usermod", /^/, "permission.account", "locks an account", {
      all: /(?:^|\s)(?:--lock|--expiredate)(?:[ =]|$)|^-l \S+$/,
    }),
    deny("userdel deluser groupdel", /^\S+/, "permission.account", "deletes an account"),
    deny("passwd", /^/, "permission.password", "changes a password", {
      not: /(?:^|\s)(?:-s|--status|--help)\b/,
    }),
    deny("chpasswd newusers", /^/, "permission.password", "changes a password"),
    deny("chage", /^/, "permission.password", "changes a password's life", {
      not: /(?:^|\s)(?:-l|--list)\b/,
    }),
    deny("setfacl", /^/, "permission.acl", open, {
      all: /(?:o|other|u):[a-z]{0,32}:?[rwx]{0,8}w|d?:?o(?:ther)?::\w{0,8}[wx]|mask::rwx/,
    }),
    deny("chsh", /^/, "permission.shell", "changes a login shell", {
      not: /(?:^|\s)(?:-l|--list)/,
    }),
    ask("gh", /^(?:ssh-key|gpg-key) add\b/, "permission.ssh-key", "lets a key log in elsewhere"),
    ask("gh", /^auth (?:refresh|login)\b/, "permission.gh-scopes", "asks for more rights", {
      all: /(?:-s|--scopes)[= ]\S*(?:delete_repo|admin:|write:org)/,
    }),
    ask("kubectl oc", /^auth reconcile\b/, "permission.cluster-role", rights),
    deny("az", /\bvm open-port\b/, "permission.az-port", open, { all: /--port[= ]'?\*/ }),
    ask("az", /\bvm open-port\b/, "permission.az-port", open, { not: /--port[= ]'?\*/ }),
    deny("remove-localuser remove-aduser", /^/, "permission.account", "removes an account"),
    ask("enable-psremoting", /^/, "permission.remoting", "lets others in"),
    deny("set-item", /^wsman:.*trustedhosts/, "permission.remoting", "lets others in", {
      all: /-value[: ]+['"]?\*/,
    }),
    ask("ssh-copy-id", /^/, "permission.ssh-key", "lets a key log in elsewhere"),
    deny("nsenter", /^/, "permission.nsenter", "enters the machine's namespaces", {
      all: /(?:^|\s)(?:-t|--target)[= ]?1\b/,
    }),
    deny("docker podman nerdctl", /\b(?:run|create|exec)\b/, "permission.container", whole, {
      all: /--privileged\b|--(?:pid|ipc|userns|uts)[= ]host|--cap-add[= ](?:all|sys_\w+|cap_sys_\w+|net_admin)|(?:-v|--volume)[= ]?\/(?:etc|root|proc|sys|home)?\/?:|source=\/,|docker\.sock|containerd\.sock|--device[= ]\/dev\/(?:sd|nvme|mem|kmsg)/,
    }),
    ask(
      "docker podman nerdctl",
      /\b(?:run|create)\b/,
      "permission.container-network",
      "shares the machine's network with a container",
      { all: /--net(?:work)?[= ]host/ },
    ),
    deny(
      "kubectl oc",
      /^create (?:clusterrolebinding|rolebinding)\b/,
      "permission.cluster-role",
      rights,
      {
        all: /cluster-admin|role[= ](?:admin|edit)\b|system:(?:anonymous|unauthenticated|authenticated|masters)|system:serviceaccounts\b/,
      },
    ),
    ask(
      "kubectl oc",
      /^(?:edit|patch) (?:clusterrole|clusterrolebinding|rolebinding|role|psp|scc)s?\b/,
      "permission.cluster-edit",
      "changes rights in a cluster",
    ),
    ask(
      "kubectl oc",
      /^create (?:clusterrolebinding|rolebinding|clusterrole|role|token|serviceaccount)\b/,
      "permission.cluster-grant",
      "grants rights in a cluster",
    ),
    deny("oc", /^adm policy add-\S+/, "permission.cluster-role", rights),
    deny("kubectl oc", /^run\b/, "permission.cluster-pod", "starts a pod with the node's rights", {
      all: /privileged['"]?\s*:\s*true|hostpid|hostnetwork|hostpath/,
    }),
    deny("kubectl", /^debug node\//, "permission.cluster-node", "opens a shell on a node"),
    deny(
      "aws",
      /^iam (?:attach-\w+-policy|put-\w+-policy|create-access-key|create-login-profile|update-login-profile|add-user-to-group|update-assume-role-policy|create-policy-version|set-default-policy-version|add-role-to-instance-profile|create-service-specific-credential|upload-ssh-public-key)\b/,
      "permission.aws-iam",
      rights,
    ),
    ask(
      "aws",
      /^iam create-(?:user|role|policy|group)\b/,
      "permission.aws-account",
      "creates an account or role",
    ),
    deny(
      "aws",
      /^s3api put-(?:bucket|object)-(?:acl|policy)\b|^s3 (?:cp|sync)\b/,
      "permission.aws-public",
      open,
      {
        all: /public-read|authenticated-read|"?principal"?\s{0,8}:\s{0,8}\{?[^}]{0,256}\*|--acl[= ]public/,
      },
    ),
    deny(
      "aws",
      /^(?:ec2 modify-(?:image|snapshot)-attribute|rds modify-db-(?:cluster-)?snapshot-attribute|lambda add-permission|kms (?:create-grant|put-key-policy)|ecr set-repository-policy|sns add-permission|sqs add-permission)\b/,
      "permission.aws-share",
      open,
      { all: /\ball\b|principal[= ]"?\*|kms|group-names/ },
    ),
    deny("aws", /^rds modify-db-instance\b/, "permission.aws-share", open, {
      all: /--publicly-accessible/,
    }),
    deny("gcloud", /\badd-iam-policy-binding\b/, "permission.gcloud-iam", rights, {
      all: /roles\/(?:owner|editor|\S{0,128}admin|iam\.\S+)|allusers|allauthenticatedusers/,
    }),
    ask(
      "gcloud",
      /\b(?:add-iam-policy-binding|set-iam-policy|service-accounts keys create|service-accounts create)\b/,
      "permission.gcloud-grant",
      rights,
    ),
    deny("gsutil", /^(?:iam ch|acl (?:ch|set)|defacl)\b/, "permission.gcloud-public", open, {
      all: /allusers|allauthenticatedusers|public-read/,
    }),
    deny("az", /\brole assignment create\b/, "permission.az-role", rights, {
      all: /owner|contributor|administrator/,
    }),
    ask(
      "az",
      /\b(?:role assignment create|ad sp create-for-rbac|ad app credential reset|ad user update)\b/,
      "permission.az-grant",
      rights,
    ),
    deny("az", /\bstorage container set-permission\b/, "permission.az-public", open, {
      all: /--public-access[= ](?:blob|container)/,
    }),
    deny("net net1", /^localgroup \S+ \S+|^group\b/, "permission.windows-group", rights, {
      all: /\/add/,
    }),
    deny("net net1", /^user\b/, "permission.windows-account", "changes an account", {
      all: /\/add|\/active:yes|\/delete|user \S+ [^/\s]\S*/,
    }),
    deny("net net1", /^share\b/, "permission.windows-share", open, {
      all: /grant:everyone|=[a-z]:/,
    }),
    deny(
      "add-localgroupmember add-adgroupmember new-localuser enable-localuser set-localuser set-adaccountpassword",
      /^/,
      "permission.windows-group",
      rights,
    ),
    deny("icacls cacls xcacls", /^/, "permission.windows-acl", rights, {
      all: /\/grant|\/setowner|\/reset|\/inheritance:|\/g\b/,
      // As ssh wants a key's file: nobody but its user, and only to read; or the user's own folder.
      not: /\/inheritance:r\b.{0,256}\/grant(?::r)? "?(?!everyone|users|\*s-1)[^:"]{1,64}:\(?rx?\)?"?$|^(?:\.[\\/])?[\w-][\w.\\-]{0,128} \/grant(?::r)? "?(?:%username%|\$env:username|\ufffc):\S{1,16}(?: \/t)?$/,
    }),
    deny("takeown", /^/, "permission.windows-owner", rights),
    deny("set-acl", /^/, "permission.windows-acl", rights),
    ask("start-process", /^/, "permission.elevate", "starts a program with more rights", {
      all: /-verb[: ]+runas/,
    }),
    ask("runas", /^/, "permission.elevate", "starts a program with more rights", {
      all: /\/user:\S*admin/,
    }),
    ask(
      "aws",
      /^iam update-account-password-policy\b/,
      "permission.password-policy",
      "changes the rules for passwords",
    ),
    deny(
      "update-alternatives",
      /^\/etc\//,
      "permission.alternatives",
      "replaces a system's program",
      { all: /--install/ },
    ),
    deny(
      "remove-computer rename-computer reset-computermachinepassword",
      /^/,
      "permission.computer-account",
      "changes the machine's account",
    ),
    ask(
      "chattr",
      /^\/(?:etc|usr|bin|boot|var|home)?\/?$/,
      "permission.immutable",
      "makes a system folder unchangeable",
      { all: /\+\w*i/ },
    ),
    deny("az", /\bstorage account update\b/, "permission.az-public", open, {
      all: /--allow-blob-public-access[= ]true|--public-network-access[= ]enabled|--default-action[= ]allow/,
    }),
    deny("gh", /^api\b.*\brepos?\/\S+/, "permission.repo-public", "makes a repository public", {
      all: /visibility=public|private=false/,
    }),
    deny("xhost", /^\+/, "permission.display", "opens the display to every host"),
    deny("exportfs", /\*:/, "permission.nfs", open),
    deny("gh", /^api\b.*\bcollaborators\b/, "permission.forge", rights, {
      all: /permission[= ](?:admin|maintain|push)|(?:-x|--method)[= ]?put/,
    }),
    deny("gh glab", /^repo edit\b/, "permission.repo-public", "makes a repository public", {
      all: /--visibility[= ]public/,
    }),
    ask("gh glab", /^repo create\b/, "permission.repo-public", "makes a repository public", {
      all: /--public\b/,
    }),
    deny("heroku", /^access:add\b/, "permission.heroku", rights),
    deny(
      "npm",
      /^(?:owner add|access (?:public|grant|set status=public)|team add)\b/,
      "permission.npm",
      rights,
    ),
    ask(
      "npm",
      /^(?:owner rm|team rm|access revoke|token revoke)\b/,
      "permission.npm",
      "takes somebody's rights away",
    ),
    deny(
      "gitlab-rails vault bao",
      /^(?:policy write|write auth\/\S+|token create)\b/,
      "permission.vault",
      rights,
      { all: /policy write|root|policies|policy[= ]\S*admin/ },
    ),
  ],
};
