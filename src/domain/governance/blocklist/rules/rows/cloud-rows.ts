import { ask, deny, type RowTable } from "../command-rows.ts";
import { buildOutput } from "./build-output.ts";

const destroys = "destroys cloud resources";

/** Verbs from the manuals of the providers' command-line tools. */
export const cloudRows: RowTable = {
  category: "cloud-destruction",
  rows: [
    deny(
      "aws",
      /^[\w-]+ (?:delete|terminate|deregister|purge|remove|destroy|schedule-key-deletion|close-account|disable-key|empty|batch-delete)\b/,
      "cloud.aws-delete",
      destroys,
      {
        not: /^(?:logs|sqs|sns|iam|s3api) delete-(?:message|object)\b|remove-tags|terminate-session/,
      },
    ),
    deny(
      "aws",
      /^(?:organizations leave-organization|rds (?:modify-db-\w+) .*|cloudformation update-termination-protection|ec2 modify-instance-attribute|elbv2 modify-load-balancer-attributes|dynamodb update-table|cognito-idp update-user-pool)\b/,
      "cloud.aws-unprotect",
      "takes a resource's protection from deletion away",
      {
        all: /leave-organization|--no-(?:enable-termination-protection|deletion-protection\S*|disable-api-termination)|deletion_protection\.enabled,value=false/,
      },
    ),
    ask(
      "aws",
      /^(?:rds (?:reboot-\S+|failover-\S+)|rds modify-db-\S+|elasticache reboot-\S+|ec2 reboot-instances)/,
      "cloud.aws-reboot",
      "interrupts a running resource",
      { all: /reboot|failover|--master-user-password/ },
    ),
    deny("aws", /^route53 change-resource-record-sets\b/, "cloud.aws-dns", destroys, {
      all: /"action"\s*:\s*"delete"/,
    }),
    ask("aws", /^s3 mv s3:/, "cloud.aws-move", "moves stored objects away", { all: /--recursive/ }),
    deny("aws", /^s3 rb\b/, "cloud.aws-bucket", "deletes a bucket"),
    deny("aws", /^s3 rm\b/, "cloud.aws-objects", "deletes all objects below a prefix", {
      all: /--recursive/,
    }),
    ask("aws", /^(?:s3 rm|s3api delete-object)\b/, "cloud.aws-object", "deletes an object", {
      not: /--recursive/,
    }),
    ask(
      "aws",
      new RegExp(`^s3 sync (?!${buildOutput} s3:)`),
      "cloud.aws-sync-delete",
      "deletes objects that the source does not have",
      { all: /--delete\b/ },
    ),
    ask(
      "aws",
      /^(?:ec2 stop-instances|rds stop-db|ecs stop-task|autoscaling set-desired)\b/,
      "cloud.aws-stop",
      "stops running resources",
    ),
    deny(
      "aws",
      /^(?:ecs update-service|autoscaling update-auto-scaling-group)\b/,
      "cloud.aws-scale-zero",
      "scales a service to nothing",
      { all: /(?:desired-count|desired-capacity|max-size)[= ]0\b/ },
    ),
    ask(
      "aws",
      /^(?:s3api put-bucket-lifecycle|s3api put-bucket-versioning .*suspend)/,
      "cloud.aws-lifecycle",
      "changes how long objects live",
    ),
    deny(
      "gcloud",
      /\b(?:patch|update)\b/,
      "cloud.gcloud-unprotect",
      "takes a resource's protection away",
      {
        all: /--no-(?:deletion-protection|public-access-prevention|uniform-bucket-level-access|backup)/,
      },
    ),
    deny(
      "databricks",
      /\b(?:delete|permanent-delete|rm|purge)\b/,
      "cloud.databricks-delete",
      destroys,
    ),
    deny("gcloud", /\b(?:delete|destroy|purge|remove-project)\b/, "cloud.gcloud-delete", destroys),
    deny(
      "gcloud",
      /^storage (?:rm|buckets delete)\b/,
      "cloud.gcloud-storage",
      "deletes stored objects",
    ),
    ask(
      "gcloud",
      /\b(?:instances stop|instances reset|versions destroy)\b/,
      "cloud.gcloud-stop",
      "stops running resources",
    ),
    deny(
      "az",
      /\bdeployment \w+ create\b/,
      "cloud.az-complete",
      "deletes what a template does not have",
      {
        all: /--mode[= ]complete/,
      },
    ),
    deny("az", /\b(?:delete|purge|delete-batch|remove)\b/, "cloud.az-delete", destroys, {
      not: /^(?:az )?(?:extension|config|cache|logout)/,
    }),
    ask(
      "az",
      /\b(?:vm deallocate|vm stop|webapp stop|aks stop)\b/,
      "cloud.az-stop",
      "stops running resources",
    ),
    deny("gsutil", /^(?:rb\b|rm\b)/, "cloud.gsutil-delete", "deletes stored objects", {
      all: /(?:^|\s)(?:rb|-[a-z]*r[a-z]*|-m)\b|\*/,
    }),
    ask("gsutil", /^rm\b/, "cloud.gsutil-object", "deletes an object"),
    ask(
      "gsutil",
      /^rsync\b/,
      "cloud.gsutil-sync",
      "deletes objects that the source does not have",
      { all: /(?:^|\s)-[a-z]*d/ },
    ),
    deny("doctl", /\b(?:delete|rm|d|destroy)\b/, "cloud.doctl-delete", destroys),
    deny("hcloud", /\bdelete\b/, "cloud.hcloud-delete", destroys),
    deny(
      "hcloud",
      /^server (?:poweroff|reset|rebuild|shutdown)\b/,
      "cloud.hcloud-stop",
      "stops a server",
    ),
    deny("linode-cli linode", /\b(?:delete|rm|remove|rebuild)\b/, "cloud.linode-delete", destroys),
    deny("vultr-cli vultr", /\b(?:delete|destroy|reinstall)\b/, "cloud.vultr-delete", destroys),
    deny(
      "scw ovhai exo upctl civo",
      /\b(?:delete|terminate|remove|destroy)\b/,
      "cloud.provider-delete",
      destroys,
    ),
    deny("ibmcloud", /\b(?:rm|delete|[\w-]+-delete|remove)\b/, "cloud.ibm-delete", destroys),
    deny("aliyun ossutil", /\boss rm\b|^rm\b/, "cloud.provider-delete", destroys, {
      all: /(?:^|\s)(?:-r|--recursive|-a|--bucket)(?:\s|$)/,
    }),
    deny("aliyun tccli", /\b(?:delete|release|terminate)\w*/, "cloud.provider-delete", destroys),
    deny("openstack", /\bdelete\b/, "cloud.openstack-delete", destroys),
    deny("fly flyctl", /\b(?:destroy|delete)\b/, "cloud.fly-destroy", destroys),
    ask(
      "fly flyctl",
      /^(?:machines? (?:stop|kill)|scale count 0|apps? suspend)\b/,
      "cloud.fly-stop",
      "stops running machines",
    ),
    deny(
      "heroku",
      /^(?:apps:(?:destroy|delete)|destroy|pg:reset|addons:(?:destroy|remove)|pipelines:destroy|redis:flush)\b/,
      "cloud.heroku-destroy",
      destroys,
    ),
    ask(
      "heroku",
      /^(?:config:unset|domains:(?:clear|remove))\b/,
      "cloud.heroku-settings",
      "removes an application's settings",
    ),
    ask(
      "fly flyctl",
      /^secrets unset\b/,
      "cloud.fly-settings",
      "removes an application's settings",
    ),
    ask(
      "heroku",
      /^(?:ps:(?:stop|scale .*=0)|maintenance:on|pg:killall)/,
      "cloud.heroku-stop",
      "stops an application",
    ),
    deny(
      "vercel now",
      /^(?:rm|remove)\b|^(?:project|projects|env|domains|dns|alias) rm\b/,
      "cloud.vercel-remove",
      "removes a deployment",
    ),
    deny("netlify ntl", /^api delete\w+/, "cloud.netlify-delete", "deletes a site"),
    deny("aws-nuke cloud-nuke gcp-nuke azure-nuke", /^/, "cloud.nuke", "destroys a whole account", {
      not: /--dry-run|^(?:--)?(?:version|help)|inspect-aws/,
    }),
    deny("azd", /^down\b/, "cloud.azd-down", destroys),
    deny("rancher", /\b(?:delete|rm|purge)\b/, "cloud.rancher-delete", destroys),
    deny("netlify ntl", /^sites?:delete\b|^env:unset\b/, "cloud.netlify-delete", "deletes a site"),
    deny("wrangler", /\bdelete\b|\bkv:?\w* bulk delete/, "cloud.wrangler-delete", destroys),
    deny(
      "railway",
      /^(?:down|delete|service delete|volume delete)\b/,
      "cloud.railway-down",
      "removes a deployment",
    ),
    deny(
      "supabase",
      /^(?:projects|branches|functions|secrets) (?:delete|unset)\b/,
      "cloud.supabase-delete",
      destroys,
    ),
    deny(
      "firebase",
      /^(?:projects:delete|hosting:disable|functions:delete|firestore:delete|database:remove)\b/,
      "cloud.firebase-delete",
      destroys,
    ),
    deny(
      "pscale neonctl neon turso planetscale atlas mongocli",
      /\b(?:delete|destroy|terminate)\b/,
      "cloud.database-delete",
      "deletes a hosted database",
    ),
    deny(
      "render dokku caprover",
      /\b(?:apps:destroy|delete)\b/,
      "cloud.app-delete",
      "deletes an application",
    ),
    deny(
      "rclone",
      /^(?:purge|delete|deletefile|rmdirs?|cleanup)\b/,
      "cloud.rclone-delete",
      "deletes remote files",
    ),
    ask(
      "rclone",
      /^sync\b/,
      "cloud.rclone-sync",
      "deletes remote files that the source does not have",
    ),
    deny(
      "mc s3cmd s4cmd s5cmd b2 swift azcopy",
      /^(?:rb|rm|del|remove|delete|delete-bucket|expire)\b/,
      "cloud.storage-delete",
      "deletes stored objects",
    ),
    ask("gh", /^api\b.*\brepos?\/\S+/, "cloud.forge-settings", "changes a repository's settings", {
      all: /archived=true|actions\/permissions.{0,256}enabled=false|enabled=false.{0,256}actions\/permissions/,
    }),
    deny("hub", /^delete\b/, "cloud.forge-delete", "deletes what the code host keeps"),
    ask("gh", /^repo sync\b/, "cloud.forge-sync", "overwrites a branch", { all: /--force\b/ }),
    deny(
      "gh hub glab",
      /^(?:repo deploy-key|repo autolink|ssh-key|gpg-key|gist|issue|ruleset|repo|project|org|release|secret|variable|environment|codespace|cache|deploy-key|label|run) (?:delete|delete-asset|remove|archive)\b/,
      "cloud.forge-delete",
      "deletes what the code host keeps",
    ),
  ],
};
