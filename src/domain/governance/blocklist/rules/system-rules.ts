import type { ShellCommand } from "../shell/shell-command.ts";
import { hasOption, operandsOf } from "../shell/unwrap-command.ts";
import { type CommandRule, forPrograms } from "./rule-context.ts";

const stop = (rule: string, what: string, soft = false) =>
  ({ category: "process-control", rule, what, soft }) as const;

const protection = (rule: string, what: string) =>
  ({ category: "disable-security", rule, what }) as const;

/** Ends what the caller started; a signal nobody can answer, or a process nobody named, is asked. */
const kill: CommandRule = ({ args, fedArguments }, { report, files, previous }, command) => {
  if (
    args.some(
      (word) =>
        /^-(?:[lL0]|(?:SIG)?(?:HUP|USR[12]|WINCH|CONT)|1|28)$/i.test(word.text) &&
        word !== args.at(-1),
    )
  )
    return;
  const first = args[0]?.text ?? "";
  const targets = args
    .filter((word, at) => at > 0 || !word.text.startsWith("-"))
    .map((w) => w.text);
  const pids = /^-(?:s|n|-signal)$/.test(first) ? targets.slice(1) : targets;
  if (pids.some((text) => /^(?:-?1|-1)$/.test(text))) {
    return report(stop("shell.kill-all", "signals every process"));
  }
  const hard = /^-?(?:9|sigkill|kill|sigstop|stop)$/i.test(
    first === "-s" ? (targets[0] ?? "") : first,
  );
  const named = files.get(pidsByName);
  if (named !== undefined && named !== null && args.some((word) => word.dynamic)) {
    if (developed.test(named)) return;
    if (guardServices.test(named)) {
      return report(protection("shell.stop-guard", "stops a service that protects the machine"));
    }
    return report(stop("shell.kill-by-name", "stops every process of a name", true));
  }
  const listed = previous?.words[0]?.text === "ps" && args.some((word) => word.dynamic);
  if (listed && hard)
    return report(stop("shell.kill-listed", "signals every process of a list", true));
  const literal = pids.some((text) => /^-?\d+$/.test(text) && Number(text) < systemPidsMax);
  const fed = fedArguments && !listsPort(command);
  if ((hard && (literal || fed)) || pids.some((text) => /^-\d/.test(text))) {
    report(stop("shell.kill", "signals a process that cannot answer", true));
  }
};

/** Processes that the machine starts by itself come first. */
const systemPidsMax = 300;

/** `lsof -ti:3000 | xargs kill -9` ends the server that holds a port. */
function listsPort({ pipedFrom }: ShellCommand): boolean {
  const [program, ...rest] = pipedFrom?.words ?? [];
  return program?.text === "lsof" && rest.some((word) => /:(?:[3-9]\d{3}|\d{5})$/.test(word.text));
}

/** `kill $(pidof sshd)`: which name the ids were asked by. */
const pidsByName = "pids by name";
const findPids: CommandRule = ({ args }, { files }) => {
  files.set(pidsByName, operandsOf(args).at(-1)?.text.toLowerCase() ?? "");
};

/** What a developer starts and stops all day. */
const developed =
  /^(?:(?:vite|webpack\S*|next|nuxt|jest|vitest|esbuild|tsc|tsx|ts-node|nodemon|parcel|rollup|turbo|storybook|playwright|cypress|ts-node-dev|chromedriver|geckodriver|selenium\S*|metro|expo|electron|streamlit|jupyter\S*|ollama)(?: .*)?|jekyll|hugo|flask|uvicorn|gunicorn|celery|rails|puma|sidekiq|http\.server|(?:npm|yarn|pnpm|bun) (?:run )?\S+|(?:node|python3?|ruby|deno|php|go|cargo|java|uvicorn|flask) \S.*|\S+\.(?:js|mjs|ts|py|rb|sh)|\S+ (?:dev|serve|start|watch|preview|test)\b.*)$/;
const systemPrograms =
  /^(?:systemd\S*|init|sshd?|dbus\S*|dockerd?|containerd|kubelet|postgres\S*|mysqld?\S*|mariadbd?|mongod|redis\S*|nginx|apache2?|httpd|lsass|svchost|csrss|winlogon|login|bash|zsh|sh|xorg|gnome\S*|windowserver|loginwindow|\.\*?|\*|.?)$/;

const killByName: CommandRule = ({ name, args }, { report }) => {
  const operands = operandsOf(args).map((word) => word.text.toLowerCase().replace(/\.exe$/, ""));
  const target = operands.at(-1) ?? "";
  if (name === "pkill" && hasOption(args, "fx", "--full", "--exact") && developed.test(target))
    return;
  if (hasOption(args, "l", "--list") && name === "killall") return;
  // macOS starts these again at once: how a setting of theirs takes effect.
  if (/^(?:finder|dock|systemuiserver|controlcenter|cfprefsd)$/.test(target)) return;
  const wide = systemPrograms.test(target) || hasOption(args, "uU", "--euid", "--uid", "--user");
  if (guardServices.test(target)) {
    return report(protection("shell.stop-guard", "stops a service that protects the machine"));
  }
  report(stop("shell.kill-by-name", `stops every process that ${name} matches`, !wide));
};

const guardServices =
  /^(?:auditd|apparmor|firewalld|ufw|fail2ban|falcon-sensor|clamav.*|windefend|defender\S*|crowdsec|sshd?|iptables|nftables|selinux.*|mdatp|wazuh.*|osqueryd)(?:\.service)?$/;

/** What other programs keep their data in, reach the machine by, or run under. */
const reliedServices =
  /^(?:postgres\S*|mysql\S*|mariadb\S*|mongo\S*|redis\S*|elasticsearch|opensearch|cassandra|rabbitmq\S*|kafka|etcd|docker|containerd|kubelet|k3s|networking|network\S*|systemd-\S*|dbus|cron|crond|rsyslog|syslog|chronyd?|ntpd?|smbd|nfs\S*|backup\S*|restic\S*|\*)(?:\.(?:service|socket|timer))?$/;

const services: CommandRule = ({ name, args }, { report }) => {
  const operands = operandsOf(args).map((word) => word.text.toLowerCase());
  const named = /^(?:service|rc-service|chkconfig|update-rc\.d|rc-update)$/.test(name);
  const verb =
    named && !/^(?:del|delete|stop)$/.test(operands[0] ?? "") ? operands[1] : operands[0];
  if (/^(?:poweroff|reboot|halt|rescue|emergency|kexec)$/.test(verb ?? "")) {
    return report(stop("shell.power-off", "shuts the machine down"));
  }
  if (
    name === "systemctl" &&
    verb === "isolate" &&
    /^(?:rescue|emergency|poweroff|halt|reboot)/.test(operands[1] ?? "")
  )
    return report(stop("shell.power-off", "leaves normal operation"));
  if (!/^(?:stop|disable|mask|kill|unload|bootout|off|remove|del|delete)$/.test(verb ?? "")) return;
  if (operands.some((word) => guardServices.test(word))) {
    return report(protection("shell.stop-guard", "stops a service that protects the machine"));
  }
  if (operands.some((word) => word === "systemprompt" || word === "systemprompt.service")) return;
  const own = args.some((word) => word.text === "--user");
  const relied = operands.some((word) => reliedServices.test(word));
  report(stop("shell.stop-service", "stops a service", own || !relied));
};

export const systemRules: Readonly<Record<string, CommandRule>> = {
  kill,
  pgrep: findPids,
  pidof: findPids,
  pkill: killByName,
  killall: killByName,
  systemctl: services,
  service: services,
  ...forPrograms("rc-service chkconfig update-rc.d rc-update", services),
};
