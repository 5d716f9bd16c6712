import { ask, deny, type RowTable } from "../command-rows.ts";

const destroys = "destroys cloud resources";

/** What tests start, they take away with its data. */
const testComposition = /(?:-f|--file)[= ]\S{0,128}(?:^|[-._/])(?:test|tests|e2e|ci)\.ya?ml\b/;

/** Clusters, containers and infrastructure as code. */
const uninstalls = "uninstalls a release";
/** Of production, or whatever another command names. */
const many = /prod|\ufffc/;

export const clusterRows: RowTable = {
  category: "cloud-destruction",
  rows: [
    deny(
      "kubectl oc k3s",
      /^(?:kubectl )?delete (?:ns|namespaces?|pv|pvc|persistentvolumes?|persistentvolumeclaims?|nodes?|no|crds?|customresourcedefinitions?|deploy(?:ments?)?|sts|statefulsets?|ds|daemonsets?|svc|services?|secrets?|project|clusterrole\w*|ing|ingress|all|sa|serviceaccounts?|storageclass\w*|cronjobs?)\b/,
      "cloud.kubectl-delete",
      "deletes cluster objects",
    ),
    deny(
      "kubectl oc k3s",
      /^(?:kubectl )?delete\b/,
      "cloud.kubectl-delete-all",
      "deletes every object of a kind",
      { all: /--all\b|--all-namespaces|(?:^|\s)-a\b/ },
    ),
    ask(
      "kubectl oc k3s",
      /^(?:kubectl )?delete\b/,
      "cloud.kubectl-delete-one",
      "deletes a cluster object",
    ),
    deny(
      "kubectl oc",
      /^(?:drain|replace)\b/,
      "cloud.kubectl-drain",
      "takes a node's or object's work away",
      { all: /^(?!.*\breplace\b)|--force/ },
    ),
    deny(
      "oc",
      /^adm (?:drain|cordon|taint|prune)\b/,
      "cloud.kubectl-drain",
      "takes a node's work away",
    ),
    deny(
      "export",
      /^tf_cli_args\w*=.*-destroy\b/,
      "cloud.terraform-destroy",
      "destroys infrastructure",
    ),
    deny(
      "docker podman",
      /^(?:secret|config|plugin) rm\b/,
      "cloud.docker-volume",
      "deletes containers' data",
    ),
    ask("podman docker", /^(?:container )?rmi?\b/, "cloud.docker-all", "removes every container", {
      all: /(?:^|\s)(?:--all|-\w{0,4}a\w{0,4})(?:\s|$)/,
    }),
    ask("kubectl oc", /^(?:cordon|taint)\b/, "cloud.kubectl-cordon", "closes a node for work"),
    deny(
      "kubectl oc",
      /^(?:scale|autoscale)\b/,
      "cloud.kubectl-scale-zero",
      "scales a workload to nothing",
      { all: /--replicas[= ]0\b/ },
    ),
    deny("kubectl oc", /^patch\b/, "cloud.kubectl-scale-zero", "scales a workload to nothing", {
      all: /"?replicas"?\s*:\s*0\b/,
    }),
    deny(
      "zkcli.sh zkcli zookeeper-shell.sh",
      /\b(?:deleteall|rmr|delete)\b/,
      "cloud.zookeeper-delete",
      "deletes a cluster's keys",
    ),
    ask(
      "kafka-consumer-groups.sh kafka-consumer-groups",
      /^/,
      "cloud.kafka-offsets",
      "moves consumers in a stream",
      {
        all: /--reset-offsets\b.*--execute|--delete/,
      },
    ),
    deny("celery", /\bpurge\b/, "cloud.queue-purge", "deletes queued work"),
    ask(
      "rq sidekiqctl beanstalkctl",
      /\b(?:empty|clear|purge)\b/,
      "cloud.queue-purge",
      "deletes queued work",
    ),
    ask(
      "kubectl oc",
      /^apply\b/,
      "cloud.kubectl-prune",
      "deletes objects that the files do not have",
      { all: /--prune\b/ },
    ),
    deny(
      "kubectl oc",
      /^patch\b/,
      "cloud.kubectl-finalizers",
      "removes what holds an object's deletion back",
      { all: /finalizers/ },
    ),
    ask("helm", /^(?:uninstall|delete|del|un)\b/, "cloud.helm-uninstall", uninstalls, {
      not: many,
    }),
    deny("helm", /^(?:uninstall|delete|del|un)\b/, "cloud.helm-uninstall", uninstalls, {
      all: many,
    }),
    deny("terragrunt", /\bdestroy\b/, "cloud.terraform-destroy", "destroys infrastructure"),
    ask("terraform tofu", /^apply\b/, "cloud.terraform-force", "makes resources anew", {
      all: /--?replace[= ]/,
    }),
    deny("helmfile", /^(?:destroy|delete)\b/, "cloud.helmfile-destroy", "uninstalls releases"),
    deny(
      "terraform tofu terragrunt",
      /^(?:run-all )?destroy\b/,
      "cloud.terraform-destroy",
      "destroys the planned infrastructure",
    ),
    deny(
      "terraform tofu terragrunt",
      /^apply\b/,
      "cloud.terraform-destroy",
      "destroys the planned infrastructure",
      { all: /(?:^|\s)--?destroy\b/ },
    ),
    ask(
      "terraform tofu terragrunt",
      /^(?:run-all )?apply\b/,
      "cloud.terraform-unasked",
      "changes infrastructure without asking",
      // A saved plan was looked at when it was made.
      { all: /--?auto-approve|--terragrunt-non-interactive/, not: /plan\S{0,256}$/ },
    ),
    deny("kubeadm microk8s k0s rke2", /^reset\b/, "cloud.cluster-delete", "takes a cluster apart"),
    deny(
      "k3s-uninstall.sh k3s-agent-uninstall.sh rke2-uninstall.sh",
      /^/,
      "cloud.cluster-delete",
      "takes a cluster apart",
    ),
    ask("crictl", /^(?:rmp|rm|stopp|rmi)\b/, "cloud.docker-all", "removes every container", {
      all: /(?:^|\s)(?:-\w{0,8}a\w{0,8}|--all)(?:\s|$)/,
    }),
    deny(
      "terraform tofu terragrunt",
      /^state (?:rm|push)\b/,
      "cloud.terraform-state",
      "forgets infrastructure in the state",
    ),
    ask(
      "terraform tofu terragrunt",
      /^(?:force-unlock|workspace delete|taint)\b/,
      "cloud.terraform-force",
      "overrides the state's protection",
    ),
    deny(
      "pulumi",
      /^(?:destroy|stack rm|state delete)\b/,
      "cloud.pulumi-destroy",
      "destroys the planned infrastructure",
    ),
    ask(
      "pulumi",
      /^up(?:date)?\b/,
      "cloud.pulumi-unasked",
      "changes infrastructure without asking",
      { all: /(?:^|\s)(?:--yes|-y|--skip-preview)\b/ },
    ),
    deny("cdk cdktf", /^destroy\b/, "cloud.cdk-destroy", "destroys the planned infrastructure"),
    ask("cdk", /^deploy\b/, "cloud.cdk-unasked", "changes infrastructure without asking", {
      all: /--require-approval[= ]never/,
    }),
    deny(
      "serverless sls sst",
      /^remove\b/,
      "cloud.serverless-remove",
      "removes a deployed service",
    ),
    deny("sam", /^delete\b/, "cloud.sam-delete", "removes a deployed stack"),
    deny(
      "copilot amplify eb",
      /\b(?:delete|terminate)\b/,
      "cloud.stack-delete",
      "removes a deployed application",
    ),
    deny("eksctl kops", /^delete\b/, "cloud.cluster-delete", "deletes a cluster"),
    ask("kind k3d", /^(?:cluster )?delete\b/, "cloud.local-cluster", "deletes a local cluster"),
    ask("minikube", /^delete\b/, "cloud.local-cluster", "deletes a local cluster"),
    deny("oci", /\b(?:delete|terminate|bulk-delete)\b/, "cloud.oci-delete", destroys),
    deny(
      "nomad",
      /^(?:job stop|stop|system gc|namespace delete|volume delete|node drain)\b/,
      "cloud.nomad-stop",
      "stops jobs of a cluster",
    ),
    deny(
      "consul",
      /^(?:kv delete|acl \w+ delete|leave|force-leave)\b/,
      "cloud.consul-delete",
      "deletes a cluster's settings",
    ),
    deny("etcdctl", /^(?:del|member remove)\b/, "cloud.etcd-delete", "deletes a cluster's keys"),
    deny(
      "vault bao",
      /^(?:delete|kv (?:delete|destroy|metadata delete)|secrets disable|auth disable|lease revoke|namespace delete|policy delete|operator seal)\b/,
      "cloud.vault-delete",
      "deletes stored secrets",
    ),
    deny("kafka-topics.sh kafka-topics", /^/, "cloud.kafka-delete", "deletes a topic", {
      all: /--delete\b/,
    }),
    ask("kafka-acls.sh kafka-acls", /^/, "cloud.kafka-delete", "takes clients' access away", {
      all: /--remove\b/,
    }),
    ask("rabbitmqctl", /^clear_\w+/, "cloud.rabbit-delete", "takes clients' access away"),
    ask("splunk", /^(?:clean|remove)\b/, "cloud.splunk-clean", "deletes indexed events"),
    deny(
      "rabbitmqctl rabbitmqadmin",
      /^(?:reset|force_reset|delete_\w+|purge_queue|delete|purge|stop_app)\b/,
      "cloud.rabbit-delete",
      "deletes queues",
    ),
    deny(
      "argocd",
      /^(?:app|cluster|proj|repo|appset) (?:delete|rm)\b/,
      "cloud.argocd-delete",
      "deletes a deployed application",
    ),
    deny("flux", /^(?:uninstall|delete)\b/, "cloud.flux-delete", "deletes a deployed application"),
    deny("velero", /\bdelete\b/, "cloud.velero-delete", "deletes backups"),
    deny(
      "istioctl linkerd cilium",
      /^uninstall\b/,
      "cloud.mesh-uninstall",
      "uninstalls a cluster's network",
    ),
    ask(
      "vagrant colima",
      /^(?:destroy|delete)\b/,
      "cloud.vagrant-destroy",
      "destroys a virtual machine",
    ),
    deny(
      "virsh",
      /^(?:undefine|vol-delete|pool-delete|pool-destroy|net-destroy|snapshot-delete)\b/,
      "cloud.virsh-delete",
      "deletes a virtual machine",
    ),
    deny(
      "multipass lxc incus qm pct vboxmanage govc",
      /\b(?:delete|destroy|unregistervm|purge|vm\.destroy)\b/,
      "cloud.vm-delete",
      "deletes a virtual machine",
    ),
    deny(
      "docker podman nerdctl",
      /^(?:system|volume|builder) prune\b/,
      "cloud.docker-prune",
      "deletes containers' data",
      { all: /--volumes|^volume|(?:^|\s)-[a-z]*a|--all/ },
    ),
    deny(
      "docker podman nerdctl",
      /^volume rm\b|^swarm leave\b|^stack rm\b|^service rm\b|^node rm\b|^system reset\b/,
      "cloud.docker-volume",
      "deletes containers' data",
    ),
    ask(
      "docker podman nerdctl",
      /^(?:(?:container |image )?(?:rm|rmi|stop|kill)) .*\ufffc/,
      "cloud.docker-all",
      "removes whatever containers another command names",
    ),
    ask(
      "docker podman nerdctl",
      /^(?:system|container|network) prune\b/,
      "cloud.docker-tidy",
      "removes stopped containers",
      { not: /--volumes|(?:^|\s)-[a-z]*a|--all/ },
    ),
    ask(
      "docker podman nerdctl",
      /^compose (?:.*\s)?(?:down|rm)\b/,
      "cloud.compose-volumes",
      "deletes the volumes of a composition",
      { all: /(?:^|\s)(?:-v|--volumes|-[a-z]*v)\b/, not: testComposition },
    ),
    ask(
      "docker-compose podman-compose",
      /^(?:down|rm)\b/,
      "cloud.compose-volumes",
      "deletes the volumes of a composition",
      { all: /(?:^|\s)(?:-v|--volumes|-[a-z]*v)\b/, not: testComposition },
    ),
    ask(
      "ansible ansible-playbook",
      /^/,
      "cloud.ansible-absent",
      "removes things on many machines",
      {
        all: /^(?=.*state=absent\b).*(?:path|name)=|-m (?:\S*\.)?(?:reboot|shutdown)\b|(?:teardown|destroy|wipe|decommission)\S{0,128}\.ya?ml|tags[= ]\S*(?:destroy|teardown)/,
      },
    ),
  ],
};
