import { hasOption, operandsOf } from "../shell/unwrap-command.ts";
import type { CommandRule } from "./rule-context.ts";

const stop = (rule: string, what: string, soft = false) =>
  ({ category: "process-control", rule, what, soft }) as const;

const protection = (rule: string, what: string) =>
  ({ category: "disable-security", rule, what }) as const;

const kill: CommandRule = ({ args }, { report }) => {
  if (hasOption(args, "lL")) return;
  if (args.some((word) => /^-?1$/.test(word.text) && word !== args[0])) {
    return report(stop("shell.kill-all", "signals every process"));
  }
  if (!args.some((word) => /^-0$/.test(word.text))) {
    report(stop("shell.kill", "signals a process", true));
  }
};

const killByName: CommandRule = ({ name }, { report }) =>
  report(stop("shell.kill-by-name", `stops every process that ${name} matches`));

const powerOff: CommandRule = ({ name, args }, { report }) => {
  if (name === "init" && !/^[06]$/.test(args[0]?.text ?? "")) return;
  report(stop("shell.power-off", "shuts the machine down"));
};

const guardServices =
  /^(?:auditd|apparmor|firewalld|ufw|fail2ban|falcon-sensor|clamav.*|crowdsec|sshd?|iptables|nftables|selinux.*|mdatp|wazuh.*|osqueryd)(?:\.service)?$/;

const services: CommandRule = ({ name, args }, { report }) => {
  const operands = operandsOf(args).map((word) => word.text.toLowerCase());
  const verb = name === "service" ? operands[1] : operands[0];
  if (/^(?:poweroff|reboot|halt|rescue|emergency|kexec)$/.test(verb ?? "")) {
    return report(stop("shell.power-off", "shuts the machine down"));
  }
  if (!/^(?:stop|disable|mask|kill|unload|bootout)$/.test(verb ?? "")) return;
  if (operands.some((word) => guardServices.test(word))) {
    return report(protection("shell.stop-guard", "stops a service that protects the machine"));
  }
  report(stop("shell.stop-service", "stops a service"));
};

const firewall: CommandRule = ({ name, args }, { report }) => {
  const words = args.map((word) => word.text.toLowerCase());
  const opens =
    words.includes("-f") ||
    words.includes("--flush") ||
    words.includes("-x") ||
    (words.includes("-p") && words.includes("accept")) ||
    (words[0] === "flush" && words[1] === "ruleset") ||
    (name === "ufw" && /^(?:disable|reset)$/.test(words[0] ?? ""));
  if (opens) report(protection("shell.firewall", "opens the firewall"));
};

const always =
  (rule: string, what: string): CommandRule =>
  (_argv, { report }) =>
    report(protection(rule, what));

const when =
  (pattern: RegExp, rule: string, what: string): CommandRule =>
  ({ args }, { report }) => {
    if (pattern.test(args.map((word) => word.text.toLowerCase()).join(" "))) {
      report(protection(rule, what));
    }
  };

const accounts: CommandRule = ({ name, args }, { report }) => {
  const text = args.map((word) => word.text).join(" ");
  const widens =
    name === "visudo" || name === "setcap" || /\b(?:sudo|wheel|docker|root|admin)\b/.test(text);
  if (!widens) return;
  const what = "gives an account more rights";
  report({ category: "permission-widening", rule: "shell.accounts", what });
};

const passwords: CommandRule = (_argv, { report }) =>
  report({ category: "permission-widening", rule: "shell.password", what: "changes a password" });

const schedule: CommandRule = ({ args }, { report }) => {
  if (hasOption(args, "r")) {
    report({ category: "delete-data", rule: "shell.crontab", what: "deletes all scheduled jobs" });
  }
};

export const systemRules: Readonly<Record<string, CommandRule>> = {
  kill,
  pkill: killByName,
  killall: killByName,
  killall5: killByName,
  taskkill: killByName,
  skill: killByName,
  xkill: killByName,
  shutdown: powerOff,
  reboot: powerOff,
  poweroff: powerOff,
  halt: powerOff,
  init: powerOff,
  telinit: powerOff,
  systemctl: services,
  service: services,
  launchctl: services,
  "rc-service": services,
  iptables: firewall,
  ip6tables: firewall,
  nft: firewall,
  ufw: firewall,
  setenforce: when(/^(?:0|permissive)/, "shell.selinux", "switches SELinux off"),
  "aa-teardown": always("shell.apparmor", "switches AppArmor off"),
  "aa-disable": always("shell.apparmor", "switches AppArmor off"),
  auditctl: when(/(?:-e 0|-d\b)/, "shell.auditctl", "switches the system's audit off"),
  spctl: when(/--(?:master|global)-disable/, "shell.gatekeeper", "switches Gatekeeper off"),
  csrutil: when(/disable/, "shell.sip", "switches System Integrity Protection off"),
  netsh: when(/state off/, "shell.netsh", "switches the firewall off"),
  sysctl: when(
    /(?:randomize_va_space|yama\.ptrace_scope|kptr_restrict)\s*=\s*0/,
    "shell.sysctl",
    "switches a kernel protection off",
  ),
  history: when(/-c/, "shell.history", "erases the shell's history"),
  visudo: accounts,
  setcap: accounts,
  usermod: accounts,
  adduser: accounts,
  gpasswd: accounts,
  passwd: passwords,
  chpasswd: passwords,
  crontab: schedule,
};
