/** Written by scripts/rule-ids.ts: names of rules by the family that their ids begin with. */
// prettier-ignore
const families: Readonly<Record<string, readonly string[]>> = {
  call: [
    "act apex archive browser-state cancel delete-request destroy every-document everybody force",
    "groovy host-access keyspace kill library mail-forward main-branch move-away mutation",
    "open-network own-limits pipeline-out policy protection-off purge refund reset-hard rights",
    "scale-down secret server-script store-command too-deep too-large volumes",
  ],
  cloud: [
    "ansible-absent app-delete argocd-delete aws-bucket aws-delete aws-dns aws-lifecycle",
    "aws-move aws-object aws-objects aws-reboot aws-scale-zero aws-stop aws-sync-delete",
    "aws-unprotect az-complete az-delete az-stop azd-down cdk-destroy cdk-unasked cluster-delete",
    "cmdlet compose-volumes consul-delete database-delete databricks-delete docker-all",
    "docker-prune docker-tidy docker-volume doctl-delete etcd-delete firebase-delete flux-delete",
    "fly-destroy fly-settings fly-stop forge-delete forge-settings forge-sync gcloud-delete",
    "gcloud-stop gcloud-storage gcloud-unprotect gsutil-delete gsutil-object gsutil-sync",
    "hcloud-delete hcloud-stop helm-uninstall helmfile-destroy heroku-destroy heroku-settings",
    "heroku-stop ibm-delete kafka-delete kafka-offsets kubectl-cordon kubectl-delete",
    "kubectl-delete-all kubectl-delete-one kubectl-drain kubectl-finalizers kubectl-prune",
    "kubectl-scale-zero linode-delete local-cluster mesh-uninstall netlify-delete nomad-stop",
    "nuke oci-delete openstack-delete provider-delete pulumi-destroy pulumi-unasked queue-purge",
    "rabbit-delete railway-down rancher-delete rclone-delete rclone-sync sam-delete",
    "serverless-remove splunk-clean stack-delete storage-delete supabase-delete",
    "terraform-destroy terraform-force terraform-state terraform-unasked unknown-tool",
    "vagrant-destroy vault-delete velero-delete vercel-remove virsh-delete vm-delete",
    "vultr-delete wrangler-delete zookeeper-delete",
  ],
  code: [
    "cloud computed decoded empties-table fetched fork-bomb keyring reverse-shell unlink-fed",
    "upload",
  ],
  credential: [
    "1password aws aws-parameter az bitwarden cluster-token cmdlet container-environment",
    "cracking decrypt dialog directory docker doctl fly gcloud gh git glab heroku heroku-config",
    "host-variables keychain keylogger keyring kubeconfig kubectl kwallet memory mounted npm",
    "pass process-environment pulumi rabbit registry search secret-manager secret-tool sniffing",
    "terraform theft-tool vault vault-client wifi windows-vault wireguard",
  ],
  data: [
    "backup-forget clear-content database-backup drive-delete elastic-dump exiftool forfiles",
    "fsutil git-annex hdfs influx kafka mail-queue memcached mongorestore move-to-null",
    "mysqladmin nats package-force packages-listed pg-resetwal pg-restore pulsar recycle-bin",
    "redis-admin redis-fed redis-flush registry scheduled-tasks sdelete shadow-copies snapshots",
    "system-file system-package time-machine tmpwatch truncate uninstall version-control wbadmin",
    "wordpress",
  ],
  disk: [
    "adb badblocks bitlocker btrfs ceph cipher cmdlet copy diskpart diskutil dmsetup drbd",
    "fastboot flash format gluster hdparm luks lvm mdadm multipath nvme partition raid repair",
    "restore scrub scsi unmount wipefs zfs zpool",
  ],
  git: [
    "branch-delete checkout clean credential-fill ext-transport fast-import filter-branch",
    "filter-repo gc-prune hooks-path lfs-migrate lfs-prune prune push-address push-delete",
    "push-force push-lease push-plus rebase-root reflog-expire replace reset-hard restore rm",
    "stash-clear stash-drop submodule-deinit tag-delete update-ref worktree-remove",
  ],
  governance: [
    "client-settings gateway-variable stop-gateway unguarded-agent",
  ],
  http: [
    "account act actions-permissions admin-key branch-protection close cluster-leave collection",
    "container delete everybody gateway guard host-access key kubernetes mail-forward objects",
    "payment paypal prune publish purge reference repository resource rights scale-down",
    "script-console search-cluster search-index search-query secret shared-branch shutdown slack",
    "stripe vault",
  ],
  money: [
    "bitcoin chain electrum ethereum lightning monero provider purchase solana stripe",
  ],
  name: [
    "words",
  ],
  opaque: [
    "assembly bitsadmin certutil installer invoke-expression living-off-the-land loaded-code",
    "script-host script-shell scriptblock too-much",
  ],
  path: [
    "control credential-file deleted device governance guard-file likely-credential-file",
    "repository-guard security-file sent startup system",
  ],
  permission: [
    "account acl alternatives aws-account aws-iam aws-public aws-share az-grant az-port",
    "az-public az-role capability cluster-edit cluster-grant cluster-node cluster-pod",
    "cluster-role computer-account container container-network display elevate forge",
    "gcloud-grant gcloud-iam gcloud-network gcloud-public gh-scopes group heroku immutable nfs",
    "npm nsenter password password-policy remoting repo-public shell ssh-key sudoers uid vault",
    "windows-account windows-acl windows-group windows-owner windows-share",
  ],
  powershell: [
    "amsi computed delete encoded pipe-to-expression remove-instance socket upload",
  ],
  process: [
    "at crontab database fill-disk firewall-rules fuser kernel kernel-module kill-all",
    "loop-devices manager manager-one network power-off remount sessions stop-process",
    "stop-service stress taskkill terminal virtual-machine web-server wsl",
  ],
  publish: [
    "app-store cargo chart cocoapods conan conda extension gem hackage hex image maven model",
    "monorepo npm nuget pages powershell pub pypi registry release",
  ],
  schema: [
    "alembic artisan atlas bigquery bigquery-table cassandra clickhouse convex django doctrine",
    "dotnet drizzle dropdb dropuser drush ecto flyway hasura knex liquibase migrations",
    "mysqladmin package-script prisma rails rust sequelize snowflake supabase supabase-local",
    "typeorm wordpress",
  ],
  security: [
    "antivirus apparmor apt auditctl auditpol aws-firewall aws-guard aws-public az-firewall",
    "az-guard bcdedit boot-arguments branch-protection cluster-policy container-profile curl-tls",
    "dmesg docker-trust event-log execution-policy fail2ban filevault filter-driver firewall",
    "firewall-cmdlet firewall-macos firewall-rule firewalld forge gatekeeper gcloud-firewall",
    "gcloud-guard git-config git-hooks git-tls go-sum gpg-keys history immutable iptables",
    "journal journal-vacuum kernel-extension known-hosts netsh nft npm-config npm-tls",
    "package-source pf pip-tls pod-security pr-admin quarantine registry remount remove-guard",
    "rpm secure-boot selinux selinux-rule sensor sip smb ssh-hosts stop-guard sysctl sysmon tcc",
    "tls-variable tunnel ufw ufw-allow ufw-rule vault-audit wget-tls windows-feature",
  ],
  shell: [
    "chmod chmod-none chown computed-name computed-script dev-tcp dns-tunnel escape fed-script",
    "fetched-script fill-disk find-delete find-keys fork-bomb kill kill-all kill-by-name",
    "kill-listed macro pipe-to-interpreter pipe-to-shell pipe-to-socket power-off process-input",
    "proxy-command rm-fed rm-listed rm-recursive rsync-delete sed-execute self shred stop-guard",
    "stop-service too-deep unreadable upload",
  ],
  sql: [
    "alter-account alter-disable alter-drop alter-system attach audit audit-off configure",
    "copy-file copy-program delete-all delete-nodes detach discard drop drop-job drop-policy",
    "drop-procedure drop-role drop-small exec execute-as export generated grant link lo-export",
    "lo-unlink merge-all mongo-command mongo-delete mongo-drop mongo-out mongo-update offline",
    "other-language outfile password passwords plugin purge read-file registry remove repair",
    "replace replace-all replication restore revoke-all set-global set-nodes set-off set-on",
    "shell shutdown system terminate unreadable update-all utl-file",
  ],
  tunnel: [
    "cloudflared code covert service socket ssh-reverse tailscale zsh",
  ],
  upload: [
    "ab aws az backup bits certreq certutil chat docker-host ftp gcloud gist kubectl mail minio",
    "object-store paste print rclone release screen smb web-server wormhole",
  ],
  url: [
    "drop-host metadata",
  ],
};

/** Every rule of the blocklist, as findings and exceptions name it. */
export const ruleIds: readonly string[] = Object.entries(families).flatMap(([family, lines]) =>
  lines.flatMap((line) => line.split(" ")).map((name) => `${family}.${name}`),
);
