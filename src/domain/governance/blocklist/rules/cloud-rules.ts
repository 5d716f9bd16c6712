import { hasOption, operandsOf } from "../shell/unwrap-command.ts";
import type { CommandRule } from "./rule-context.ts";

const destroys = (what: string, soft = false) =>
  ({ category: "cloud-destruction", rule: "shell.cloud", what, soft }) as const;

/** Reports when the operands, as one lower-case line, match. */
const on =
  (pattern: RegExp, what: string): CommandRule =>
  ({ args }, { report }) => {
    const line = operandsOf(args)
      .map((word) => word.text.toLowerCase())
      .join(" ");
    if (pattern.test(line)) report(destroys(what));
  };

const credentialLine =
  /^(?:auth (?:token|print-access-token|print-identity-token|application-default print-access-token)|configure get \S*(?:key|token)|sts (?:get-session-token|assume-role)|secretsmanager get-secret-value|ssm get-parameters?|keyvault secret show|secrets versions access|account get-access-token|get secrets?|kv get|read secret|find-(?:generic|internet)-password|item get)\b/;

const destructiveAws =
  /^(?:\S+ (?:delete|terminate|deregister|purge|remove|destroy|disable)-\S+|s3 (?:rb|rm)|\S+ schedule-key-deletion)\b/;

const cloudCli =
  (destructive: RegExp): CommandRule =>
  ({ name, args }, { report }) => {
    if (hasOption(args, "", "--help", "--dry-run", "--dryrun")) return;
    const line = operandsOf(args)
      .map((word) => word.text.toLowerCase())
      .join(" ");
    if (destructive.test(line)) return report(destroys(`destroys resources with ${name}`));
    if (!credentialLine.test(line)) return;
    const what = `prints credentials with ${name}`;
    report({ category: "credential-access", rule: "shell.cloud-credential", what });
  };

const infrastructure: CommandRule = ({ args }, { report }) => {
  const words = args.map((word) => word.text.toLowerCase());
  const operands = words.filter((word) => !word.startsWith("-"));
  const destroy =
    operands[0] === "destroy" || (operands[0] === "apply" && words.includes("-destroy"));
  if (destroy) return report(destroys("destroys the planned infrastructure"));
  if (operands[0] === "state" && operands[1] === "rm") {
    return report(destroys("forgets infrastructure in the state"));
  }
  const unasked = words.some((word) => /^-{1,2}(?:auto-approve|yes|y)$/.test(word));
  if (/^(?:apply|up)$/.test(operands[0] ?? "") && unasked) {
    report(destroys("changes infrastructure without asking", true));
  }
};

const pruning: CommandRule = (argv, context) => {
  const line = operandsOf(argv.args)
    .map((word) => word.text.toLowerCase())
    .join(" ");
  if (/^(?:push|image push)\b/.test(line)) {
    return context.report({
      category: "package-publish",
      rule: "shell.publish",
      what: "publishes an image",
    });
  }
  if (/^(?:(?:system|volume|image|container|network) prune|volume rm)\b/.test(line)) {
    return context.report(destroys("deletes containers' data"));
  }
  const unguarded = argv.args.some((w) => w.text === "--privileged" || w.text.startsWith("/:/"));
  if (unguarded && /^(?:container )?run\b/.test(line)) {
    const what = "gives a container the whole machine";
    return context.report({ category: "permission-widening", rule: "shell.privileged", what });
  }
  if (/^compose (?:.*\s)?down\b/.test(line) && hasOption(argv.args, "v", "--volumes")) {
    context.report(destroys("deletes the volumes of a composition"));
  }
};

const publishing =
  (pattern: RegExp): CommandRule =>
  ({ args }, { report }) => {
    if (hasOption(args, "", "--dry-run", "--help")) return;
    const line = operandsOf(args)
      .map((word) => word.text.toLowerCase())
      .join(" ");
    if (!pattern.test(line)) return;
    report({ category: "package-publish", rule: "shell.publish", what: "publishes a package" });
  };

const github: CommandRule = (argv, context) => {
  cloudCli(/^(?:repo delete|release delete|secret delete|api .*\bdelete\b)/)(argv, context);
  publishing(/^release create\b/)(argv, context);
  const line = argv.args.map((word) => word.text.toLowerCase()).join(" ");
  if (/^repo edit .*--visibility[ =]public/.test(line)) {
    const what = "makes a repository public";
    context.report({ category: "exfiltration", rule: "shell.repo-public", what });
  }
};

const exportedKeys: CommandRule = ({ args }, { report }) => {
  if (!hasOption(args, "", "--export-secret-keys", "--export-secret-subkeys")) return;
  const what = "exports private keys";
  report({ category: "credential-access", rule: "shell.export-keys", what });
};

const payments: CommandRule = ({ args }, { report }) => {
  const line = operandsOf(args)
    .map((word) => word.text.toLowerCase())
    .join(" ");
  if (
    !/^(?:charges|payouts|transfers|refunds|payment_intents|topups) (?:create|confirm|capture)\b/.test(
      line,
    )
  )
    return;
  report({ category: "money-movement", rule: "shell.payments", what: "moves money" });
};

const npm = publishing(/^(?:publish|unpublish|deprecate|dist-tag add)\b/);

export const cloudRules: Readonly<Record<string, CommandRule>> = {
  terraform: infrastructure,
  tofu: infrastructure,
  terragrunt: infrastructure,
  pulumi: infrastructure,
  cdk: infrastructure,
  kubectl: cloudCli(/^(?:delete|drain|replace --force)\b/),
  oc: cloudCli(/^delete\b/),
  helm: cloudCli(/^(?:uninstall|delete|del|un)\b/),
  aws: cloudCli(destructiveAws),
  gcloud: cloudCli(/\b(?:delete|destroy)\b/),
  az: cloudCli(/\b(?:delete|purge)\b/),
  gsutil: cloudCli(/^(?:-m )?(?:rm|rb)\b/),
  doctl: cloudCli(/\b(?:delete|rm)\b/),
  heroku: cloudCli(/^(?:apps:destroy|pg:reset|addons:destroy)\b/),
  fly: cloudCli(/\bdestroy\b/),
  flyctl: cloudCli(/\bdestroy\b/),
  vercel: cloudCli(/^(?:rm|remove)\b/),
  wrangler: cloudCli(/\bdelete\b/),
  vault: cloudCli(
    /^(?:delete|kv (?:delete|destroy|metadata delete)|secrets disable|lease revoke)\b/,
  ),
  security: cloudCli(/^delete-keychain\b/),
  op: cloudCli(/^(?:item|vault) delete\b/),
  gpg: exportedKeys,
  rclone: on(/^(?:purge|delete|sync)\b/, "deletes remote files"),
  eksctl: on(/^delete\b/, "deletes a cluster"),
  kops: on(/^delete\b/, "deletes a cluster"),
  docker: pruning,
  podman: pruning,
  "docker-compose": (argv, context) => {
    const down = argv.args.some((word) => word.text === "down");
    if (down && hasOption(argv.args, "v", "--volumes")) {
      context.report(destroys("deletes the volumes of a composition"));
    }
  },
  gh: github,
  stripe: payments,
  npm,
  pnpm: npm,
  yarn: publishing(/^(?:npm )?publish\b/),
  bun: publishing(/^publish\b/),
  cargo: publishing(/^(?:publish|yank)\b/),
  gem: publishing(/^(?:push|yank)\b/),
  twine: publishing(/^upload\b/),
  poetry: publishing(/^publish\b/),
  uv: publishing(/^publish\b/),
  hatch: publishing(/^publish\b/),
  flit: publishing(/^publish\b/),
  mvn: publishing(/\bdeploy\b/),
  gradle: publishing(/\bpublish\b/),
  gradlew: publishing(/\bpublish\b/),
  dotnet: publishing(/^nuget push\b/),
  nuget: publishing(/^push\b/),
  vsce: publishing(/^publish\b/),
};
