import { ask, deny, type RowTable } from "../command-rows.ts";

const off = "shuts the machine down";
const stops = "stops processes";
/** Runtimes that developers' own servers run in, and the browsers that tests drive. */
const developed = new RegExp(
  String.raw`\/im "?(?:${[
    "node|npx|npm|bun|deno|pythonw?\\d?|py|javaw?|dotnet|ruby|php|go|esbuild|msbuild|adb",
    "electron|chrome|msedge|firefox|chromedriver|geckodriver|vbcscompiler",
  ].join("|")})(?:\.exe|\.cmd)?"?(?:\s|$)`,
);
/** An agent of the user's own, not of the machine. */
const ownAgent =
  /^(?:bootout|disable|kill|remove) gui\/|(?:~|\/users\/[^/]+)\/library\/launchagents/;

/** Hosts, process managers and virtual machines; kill and services have rules of their own. */
export const processRows: RowTable = {
  category: "process-control",
  rows: [
    deny(
      "shutdown reboot poweroff halt telinit stop-computer restart-computer",
      /^/,
      "process.power-off",
      off,
      { not: /(?:^|\s)(?:-c|\/a|-a|--show|--help)$/ },
    ),
    deny("init", /^[06]\b/, "process.power-off", off),
    deny("killall5 xkill skill slay", /^/, "process.kill-all", "signals every process"),
    ask("taskkill", /^/, "process.taskkill", stops, { all: developed }),
    deny("taskkill", /^/, "process.taskkill", stops, {
      all: /\/im\b|\/fi\b|\*/,
      not: developed,
    }),
    deny("tskill wmic", /^(?:process .*(?:delete|terminate)|\S+$)/, "process.taskkill", stops),
    deny(
      "stop-service suspend-service remove-service",
      /^/,
      "process.stop-service",
      "stops a service",
    ),
    deny("set-service", /^/, "process.stop-service", "stops a service", {
      all: /-startuptype[: ]+disabled|-status[: ]+stopped/,
    }),
    deny("sc sc.exe", /^(?:stop|delete)\b/, "process.stop-service", "stops a service"),
    deny("sc sc.exe", /^config\b/, "process.stop-service", "stops a service", {
      all: /start= ?disabled/,
    }),
    deny("net net1", /^stop\b/, "process.stop-service", "stops a service"),
    ask("fuser", /^(?!(?:(?:[348]\d{3}|5000|5001|517\d)\/tcp ?)+$)/, "process.fuser", stops, {
      all: /(?:^|\s)(?:-\w*k|--kill)/,
    }),
    deny(
      "pm2 forever",
      /^(?:(?:stop|delete|del|kill|stopall)\b.*\ball\b|kill|stopall)/,
      "process.manager",
      "stops every managed process",
    ),
    ask("pm2 forever", /^(?:stop|delete|del)\b/, "process.manager-one", "stops a managed process"),
    deny(
      "supervisorctl",
      /^(?:stop all|shutdown|remove)\b/,
      "process.manager",
      "stops every managed process",
    ),
    ask("supervisorctl", /^stop\b/, "process.manager-one", "stops a managed process"),
    deny(
      "monit",
      /^(?:stop all|quit|unmonitor all)\b/,
      "process.manager",
      "stops every managed process",
    ),
    deny(
      "virsh",
      /^(?:destroy|shutdown|reset|suspend)\b/,
      "process.virtual-machine",
      "stops a virtual machine",
    ),
    deny("vboxmanage", /^controlvm\b/, "process.virtual-machine", "stops a virtual machine"),
    deny(
      "pg_ctl pg_ctlcluster",
      /\b(?:stop|kill|immediate)\b/,
      "process.database",
      "stops a database",
    ),
    deny(
      "mysqladmin mariadb-admin",
      /\b(?:shutdown|kill)\b/,
      "process.database",
      "stops a database",
    ),
    deny("redis-cli valkey-cli", /\bshutdown\b/, "process.database", "stops a database"),
    deny(
      "apachectl nginx haproxy caddy",
      /^(?:stop|graceful-stop)\b|^/,
      "process.web-server",
      "stops a web server",
      { all: /^(?:stop|graceful-stop)|(?:^|\s)-s (?:stop|quit)\b/ },
    ),
    deny("rmmod", /^/, "process.kernel-module", "takes a kernel module away"),
    deny("modprobe", /^/, "process.kernel-module", "takes a kernel module away", {
      all: /(?:^|\s)(?:-\w*r|--remove)\b/,
    }),
    deny("insmod kexec", /^/, "process.kernel", "changes the running kernel"),
    deny("ip", /^link set\b.*\bdown\b/, "process.network", "takes the network down"),
    deny("ip", /^(?:route|addr|address) flush\b/, "process.network", "takes the network down"),
    deny("ip", /^link (?:delete|del)\b/, "process.network", "takes the network down"),
    ask("tc", /^qdisc (?:add|replace|change)\b/, "process.network", "slows the network", {
      all: /\b(?:loss|netem|corrupt|tbf|rate)\b/,
    }),
    deny("iptables ip6tables", /^/, "process.network", "cuts the network off", {
      all: /(?:^|\s)(?:-a|-i|--append|--insert) \w+(?: \d+)? (?:-j|--jump) (?:drop|reject)|(?:-p|--policy) \w+ (?:drop|reject)/,
    }),
    ask(
      "iptables-restore ip6tables-restore",
      /^/,
      "process.firewall-rules",
      "replaces the firewall's rules",
      { not: /--test|-t\b/ },
    ),
    deny("rfkill", /^block (?:all|wifi|wlan|\d)/, "process.network", "takes the network down"),
    ask("mount", /\/$/, "process.remount", "makes the root unwritable", {
      all: /remount\S{0,128}\bro\b|\bro\b\S{0,128}remount/,
    }),
    ask("losetup", /^/, "process.loop-devices", "takes mounted images away", {
      all: /(?:^|\s)-\w*d/,
    }),
    deny(
      "esxcli",
      /\b(?:vm process kill|system shutdown|system maintenancemode|storage \S+ remove)\b/,
      "process.virtual-machine",
      "stops a virtual machine",
    ),
    deny(
      "xe",
      /^(?:vm|host|sr|vdi)-(?:uninstall|destroy|shutdown|forget|reboot)/,
      "process.virtual-machine",
      "destroys a virtual machine",
    ),
    ask(
      "pm-suspend pm-hibernate s2ram s2disk",
      /^/,
      "process.power-off",
      "puts the machine to sleep",
    ),
    ask("fallocate truncate", /^/, "process.fill-disk", "fills the disk", {
      all: /(?:^|\s)(?:-l|-s|--length|--size)[= ]?(?:\d{3,}g|\d+[tp])i?b?(?:\s|$)/,
    }),
    deny("ifdown", /^/, "process.network", "takes the network down"),
    deny("ifconfig", /\bdown\b/, "process.network", "takes the network down"),
    deny(
      "nmcli",
      /\b(?:networking off|down|disconnect|radio \w+ off)\b/,
      "process.network",
      "takes the network down",
    ),
    deny("disable-netadapter", /^/, "process.network", "takes the network down"),
    deny("ipmitool", /\bpower (?:off|cycle|reset|soft)\b/, "process.power-off", off),
    deny(
      "loginctl",
      /^(?:terminate-\w+|kill-\w+|poweroff|reboot)\b/,
      "process.sessions",
      "ends people's sessions",
    ),
    deny("stress stress-ng", /^/, "process.stress", "overloads the machine", {
      not: /--version|--help/,
    }),
    ask("tmux screen", /^kill-server\b|^/, "process.terminal", "ends every terminal", {
      all: /^kill-server|-x quit/,
    }),
    ask("wsl", /^/, "process.wsl", "stops a subsystem", {
      all: /--shutdown|--terminate|--unregister/,
    }),
    deny("crontab", /^\/dev\/null$/, "process.crontab", "deletes all scheduled jobs"),
    deny("route", /^flush\b/, "process.network", "takes the network down"),
    deny("crontab", /^/, "process.crontab", "deletes all scheduled jobs", { all: /(?:^|\s)-\w*r/ }),
    ask(
      "at batch",
      /^$|^(?:now|noon|midnight|teatime|today|tomorrow|next|\d)/,
      "process.at",
      "schedules a command for later",
      {
        not: /(?:^|\s)-(?:l|c|v)\b/,
      },
    ),
    deny("atrm", /^/, "process.at", "deletes scheduled jobs"),
    ask("launchctl", ownAgent, "process.stop-service", "stops a service"),
    deny(
      "launchctl",
      /^(?:unload|bootout|remove|disable|kill|reboot)\b/,
      "process.stop-service",
      "stops a service",
      { not: ownAgent },
    ),
  ],
};
