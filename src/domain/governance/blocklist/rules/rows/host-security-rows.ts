import { ask, deny, type RowTable } from "../command-rows.ts";

const firewall = "opens the firewall";
const antivirus = "switches the antivirus off";
const audit = "switches the system's audit off";
const traces = "erases traces";

/** Firewalls, mandatory access control, audit, antivirus. */
export const hostSecurityRows: RowTable = {
  category: "disable-security",
  rows: [
    deny("ufw", /^logging off\b/, "security.ufw", "stops the firewall's log"),
    deny(
      "apt apt-get dpkg yum dnf rpm zypper pacman apk brew snap",
      /(?:^|\s)(?:falcon-sensor|clam(?:av|d)\S*|auditd?|apparmor|selinux\S*|firewalld|ufw|fail2ban|crowdsec|osquery|wazuh\S*|rsyslog|ossec\S*|aide|tripwire|mdatp|sentinelone|cbagent|nftables|iptables)(?:\s|$)/,
      "security.remove-guard",
      "removes a program that protects the machine",
      {
        all: /(?:^|\s)(?:remove|purge|autoremove|erase|uninstall|del|-\w{0,8}[rpe]\w{0,8}|--(?:remove|purge|erase))(?:\s|$)/,
        not: /^(?:install|update|info|show|search|list|-q|reinstall|upgrade)/,
      },
    ),
    deny("grubby", /^/, "security.boot-arguments", "switches a kernel protection off", {
      all: /(?:selinux|enforcing|apparmor|audit|mitigations)=(?:0|off)/,
    }),
    deny("kextunload kmutil systemextensionsctl", /^/, "security.kernel-extension", antivirus, {
      all: /kextunload|^-b|unload|uninstall|reset/,
    }),
    deny("defaults", /^write\b/, "security.gatekeeper", "switches a check of macOS off", {
      all: /lsquarantine .{0,40}(?:no|false|0)|globalstate .{0,40}0|disableautomaticupdates|askforpassword .{0,40}0/,
    }),
    deny("set-smbserverconfiguration", /^/, "security.smb", "switches a protection off", {
      all: /-enablesmb1protocol[: ]+\$?true|-(?:requiresecuritysignature|encryptdata)[: ]+\$?false/,
    }),
    deny("dism dism.exe", /^/, "security.windows-feature", "switches a protection off", {
      all: /\/disable-feature.*defender|\/remove-package/,
    }),
    deny("socketfilterfw", /^/, "security.firewall-macos", firewall, {
      all: /--setglobalstate off|--setblockall off|--remove|--unblockapp/,
    }),
    deny("nvram", /^/, "security.boot-arguments", "switches a protection off", {
      all: /boot-args=|csr-active-config|(?:^|\s)-[cd]\b/,
    }),
    deny("fltmc", /^unload\b/, "security.filter-driver", antivirus),
    deny("sysmon sysmon64", /^/, "security.sysmon", antivirus, { all: /(?:^|\s)[-/]u\b/ }),
    deny("set", /\bhistory\b/, "security.history", "switches the shell's history off", {
      all: /\+o history/,
    }),
    deny("ufw", /^(?:disable|reset)\b/, "security.ufw", firewall),
    deny(
      "ufw",
      /^(?:default allow|allow (?:from )?(?:any|0\.0\.0\.0\/0))\b/,
      "security.ufw-allow",
      firewall,
    ),
    ask("ufw", /^(?:delete|allow)\b/, "security.ufw-rule", "changes the firewall", {
      not: /^allow (?:in )?(?:openssh|ssh|https?|'?nginx (?:full|https?)'?|(?:22|80|443)(?:\/tcp)?)$/,
    }),
    deny("firewall-cmd", /^/, "security.firewalld", firewall, {
      all: /--panic-off|--add-port[= ](?:0|1)-65535|--set-default-zone[= ]trusted|--remove-(?:rich-rule|service|port|source)|--zone[= ]trusted/,
    }),
    deny("pfctl", /^/, "security.pf", firewall, { all: /(?:^|\s)-(?:d\b|f\s*(?:all|rules))/ }),
    deny("iptables ip6tables ebtables iptables-nft", /^/, "security.iptables", firewall, {
      all: /(?:^|\s)(?:-f|--flush|-x|--delete-chain|-z|-d\s+(?:input|output|forward)|--delete)\b|(?:-p|--policy)\s+\w+\s+accept|(?:-a|-i|--append|--insert)\s+\w+(?:\s+\d+)?\s+(?:-s 0\.0\.0\.0\/0\s+)?(?:-j|--jump)\s+accept/,
    }),
    deny("nft", /^(?:flush|delete)\b/, "security.nft", firewall),
    deny(
      "netsh",
      /^(?:adv)?firewall (?:set .*state.off|set opmode.*disable|reset|firewall delete|delete rule)/,
      "security.netsh",
      firewall,
    ),
    deny(
      "netsh",
      /^advfirewall (?:firewall delete|reset|set \w+ firewallpolicy allow)/,
      "security.netsh",
      firewall,
    ),
    deny("set-netfirewallprofile", /^/, "security.firewall-cmdlet", firewall, {
      all: /-enabled[: ]+(?:\$?false|0)|-default(?:inbound|outbound)action[: ]+allow/,
    }),
    deny(
      "disable-netfirewallrule remove-netfirewallrule",
      /^/,
      "security.firewall-cmdlet",
      firewall,
    ),
    ask("new-netfirewallrule", /^/, "security.firewall-rule", "changes the firewall", {
      all: /-action[: ]+allow/,
    }),
    deny("setenforce", /^(?:0|permissive)/, "security.selinux", "switches SELinux off"),
    deny(
      "setsebool semanage semodule",
      /^(?:permissive|-[dr])|\b(?:off|on|1|0)$/,
      "security.selinux-rule",
      "changes SELinux's rules",
      { not: /(?:^|\s)(?:-l|--list)\b/ },
    ),
    deny(
      "aa-teardown aa-disable aa-complain aa-remove-unknown",
      /^/,
      "security.apparmor",
      "switches AppArmor off",
    ),
    deny("apparmor_parser", /^/, "security.apparmor", "switches AppArmor off", {
      all: /(?:^|\s)(?:-r?R|--remove)\b/i,
      not: /--replace/,
    }),
    deny("auditctl", /^/, "security.auditctl", audit, {
      all: /(?:^|\s)(?:-e\s*0|-d|--delete-all)(?:\s|$)/,
    }),
    deny("auditpol", /^/, "security.auditpol", audit, {
      all: /\/clear|\/remove|(?:success|failure):disable/,
    }),
    deny(
      "wevtutil",
      /^(?:cl|clear-log|sl|set-log)\b/,
      "security.event-log",
      "erases the event log",
      { all: /^(?:cl|clear-log)|\/e:false/ },
    ),
    deny(
      "clear-eventlog remove-eventlog limit-eventlog",
      /^/,
      "security.event-log",
      "erases the event log",
    ),
    deny("journalctl", /^/, "security.journal", traces, {
      all: /--vacuum-(?:time[= ](?:1|0)s?\b|size[= ](?:1|0)\w?\b|files[= ]1\b)|--rotate --vacuum/,
    }),
    ask("journalctl", /^/, "security.journal-vacuum", "shortens the system's log", {
      all: /--vacuum-/,
    }),
    deny("dmesg", /^/, "security.dmesg", traces, {
      all: /(?:^|\s)(?:-c|-\w*c|--clear|--read-clear)(?:\s|$)/,
    }),
    deny("history", /^/, "security.history", "erases the shell's history", {
      all: /(?:^|\s)-\w*[cwd]/,
    }),
    deny(
      "unset",
      /^(?:.*\s)?(?:hist\w*|prompt_command)\b/,
      "security.history",
      "switches the shell's history off",
    ),
    deny(
      "export",
      /\bhist(?:file=(?:\/dev\/null)?|size=0|filesize=0|control=ignore)/,
      "security.history",
      "switches the shell's history off",
      { not: /hist\w+=(?:ignoredups|erasedups)/ },
    ),
    deny(
      "set-psreadlineoption clear-history",
      /^/,
      "security.history",
      "erases the shell's history",
      { all: /savenothing|^$|-count|-id/ },
    ),
    deny("spctl", /^kext-consent disable\b/, "security.gatekeeper", "switches Gatekeeper off"),
    deny("esxcli", /^network firewall set\b/, "security.firewall", firewall, {
      all: /--enabled[= ](?:false|0)/,
    }),
    ask("mount", /\/$/, "security.remount", "makes the root writable", {
      all: /remount\S{0,128}\brw\b|\brw\b\S{0,128}remount/,
    }),
    deny("spctl", /^/, "security.gatekeeper", "switches Gatekeeper off", {
      all: /--(?:master|global)-disable/,
    }),
    deny("csrutil", /\bdisable\b/, "security.sip", "switches System Integrity Protection off"),
    deny("fdesetup", /^disable\b/, "security.filevault", "switches disk encryption off"),
    ask("xattr", /com\.apple\.quarantine/, "security.quarantine", "takes a file's quarantine off", {
      all: /-\w*d/,
    }),
    deny("tccutil", /^reset\b/, "security.tcc", "resets privacy permissions"),
    deny(
      "sysctl",
      /(?:randomize_va_space|ptrace_scope|kptr_restrict|dmesg_restrict|syncookies|rp_filter|protected_\w{1,32}|unprivileged_bpf_disabled)\s*=\s*0/,
      "security.sysctl",
      "switches a kernel protection off",
    ),
    deny("set-mppreference", /^/, "security.antivirus", antivirus, {
      all: /-(?:disable\w+|exclusion\w+|mapsreporting|submitsamples\w*|puaprotection|enable\w+ (?:disabled|\$?false|0))/,
    }),
    deny("add-mppreference remove-mppreference", /^/, "security.antivirus", antivirus),
    deny(
      "uninstall-windowsfeature remove-windowsfeature",
      /defender/,
      "security.antivirus",
      antivirus,
    ),
    ask(
      "uninstall-windowsfeature remove-windowsfeature",
      /^(?!.*defender)/,
      "security.windows-feature",
      "takes a feature of the machine away",
    ),
    deny("mpcmdrun", /^/, "security.antivirus", antivirus, { all: /-removedefinitions|-disable/ }),
    deny(
      "set-executionpolicy",
      /(?:bypass|unrestricted)/,
      "security.execution-policy",
      "switches script checks off",
      { not: /-scope[: ]+process/ },
    ),
    deny("bcdedit", /^/, "security.bcdedit", "changes how the machine starts", {
      all: /\/(?:set|delete|deletevalue)/,
    }),
    deny(
      "set-service",
      /(?:windefend|mpssvc|wuauserv|eventlog|sense|securityhealth\w*)/,
      "security.stop-guard",
      "stops a service that protects the machine",
      { all: /disabled|stopped/ },
    ),
    deny("reg", /^add\b/, "security.registry", antivirus, {
      all: /disableantispyware|disablerealtimemonitoring|enablelua.{0,64}\b0\b|enablesmartscreen.{0,64}\b0\b|enablefirewall.{0,64}\b0\b|tamperprotection|scriptblocklogging.{0,64}\b0\b|limitblankpassworduse.{0,64}\b0\b|disabletaskmgr|disableregistrytools|restrictanonymous.{0,64}\b0\b|uselogoncredential.{0,256}\b1\b|disableconfig.{0,256}\b1\b|disablesr\b|noautoupdate.{0,256}\b1\b|disablewindowsupdateaccess/,
    }),
    deny("set-itemproperty new-itemproperty", /^/, "security.registry", antivirus, {
      all: /disableantispyware|disablerealtimemonitoring|enablelua\b.{0,64}\b0\b|enablefirewall\b.{0,64}\b0\b|limitblankpassworduse\b.{0,64}\b0\b|restrictanonymous\b.{0,64}\b0\b|uselogoncredential\b.{0,256}\b1\b|noautoupdate\b.{0,256}\b1\b|disableconfig\b.{0,256}\b1\b/,
    }),
    deny(
      "disable-windowsoptionalfeature disable-bitlocker suspend-bitlocker disable-computerrestore",
      /^/,
      "security.windows-feature",
      "switches a protection off",
    ),
    deny(
      "fail2ban-client",
      /^(?:stop|unban|set \S+ unbanip)\b/,
      "security.fail2ban",
      "switches fail2ban off",
    ),
    deny(
      "freshclam clamconf falconctl mdatp sentinelctl",
      /\b(?:disable|unload|uninstall|delete|config real-time-protection --value disabled)\b|-[df]\b/,
      "security.sensor",
      antivirus,
    ),
    deny("mokutil", /^/, "security.secure-boot", "switches secure boot off", {
      all: /--disable-validation|--reset/,
    }),
    deny("chattr", /^/, "security.immutable", "lets a protected file change", {
      all: /(?:^|\s)-\w*[ia]/,
      not: /(?:^|\s)\+/,
    }),
    deny("swanctl wg-quick tailscale", /^down\b/, "security.tunnel", "takes a secure tunnel down"),
  ],
};
