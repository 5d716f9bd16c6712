import { ask, deny, type RowTable } from "../command-rows.ts";

const backups = "deletes backups";

/** One numbered database of the machine's own server, as tests take. */
const ownRedis =
  /^(?!.*flushall)(?!.*(?:^|\s)(?:-h (?!localhost\b|127\.0\.0\.1\b)|-u |-s ))(?=.*(?:^|\s)-n [1-9]\d?\s).*flushdb/;

export const dataRows: RowTable = {
  category: "delete-data",
  rows: [
    deny(
      "nats",
      /^(?:stream|str|s|consumer|kv|object|obj) (?:rm|del|delete|purge|edit)\b/,
      "data.nats",
      "deletes stored messages",
    ),
    deny("hdfs hadoop", /^(?:dfs|fs)\b/, "data.hdfs", "deletes stored files", {
      all: /^(?:dfs|fs) (?:.* )?-(?:rmr|rm (?:-\w+ )*-(?:r|R|skiptrash))\b|-expunge\b/,
    }),
    deny("elasticdump", /^/, "data.elastic-dump", "deletes an index", { all: /--deleteall\b/ }),
    deny("vssadmin", /^(?:delete|resize) shadow/, "data.shadow-copies", backups),
    deny("wmic", /^shadowcopy delete\b/, "data.shadow-copies", backups),
    deny("wbadmin", /^delete\b/, "data.wbadmin", backups),
    deny("diskshadow", /^/, "data.shadow-copies", backups),
    deny(
      "restic borg kopia duplicity rdiff-backup",
      /^(?:forget|prune|delete|snapshot delete|remove-\S+)\b/,
      "data.backup-forget",
      backups,
    ),
    deny("timeshift snapper", /^/, "data.snapshots", backups, { all: /--delete/ }),
    ask(
      "redis-cli valkey-cli",
      /^(?:del|unlink)(?: \ufffc)?$/,
      "data.redis-fed",
      "deletes whatever keys another command names",
    ),
    ask(
      "wp",
      /^(?:post|user|comment|term|site|option) (?:delete|empty) .*\ufffc/,
      "data.wordpress",
      "deletes whatever another command names",
    ),
    deny(
      "pulsar-admin",
      /^(?:topics|namespaces|tenants|persistent|subscriptions) (?:delete\S*|clear-backlog|skip-all)\b/,
      "data.pulsar",
      "deletes stored messages",
    ),
    deny(
      "tmpwatch tmpreaper",
      /^(?:\S+ )?\/(?!tmp\b|var\/tmp\b)/,
      "data.tmpwatch",
      "deletes files by their age",
    ),
    deny(
      "hg",
      /^(?:strip|purge|debugstrip|histedit|rollback)\b/,
      "data.version-control",
      "drops commits or files",
    ),
    ask(
      "jj",
      /^(?:abandon|op (?:restore|undo|abandon)|git push .*--deleted)\b/,
      "data.version-control",
      "drops commits",
    ),
    deny(
      "svn",
      /^(?:delete|rm|remove|del) (?:https?|svn\S*|file):/,
      "data.version-control",
      "deletes versioned files",
    ),
    deny("forfiles", /@(?:path|file|fname)/, "data.forfiles", "deletes what it finds", {
      all: /\b(?:del|erase|rd|rmdir)\b/,
    }),
    deny("wmic", /\bcall uninstall\b/, "data.uninstall", "removes programs"),
    deny(
      "memcached-tool memcflush",
      /^(?:\S+ )?flush_all\b|^$/,
      "data.memcached",
      "empties a cache",
    ),
    deny(
      "influxd-ctl influxd",
      /\b(?:drop|remove|truncate)-?\w*/,
      "data.influx",
      "deletes measurements",
    ),
    deny(
      "apt apt-get aptitude dpkg yum dnf rpm zypper pacman apk pkg snap",
      /(?:^|\s)(?:\*|linux-(?:image|generic)\S*|kernel\S*|libc6?|glibc|musl|systemd|coreutils|util-linux|bash|sudo|login|openssh-server|grub\S*|dpkg|apt|rpm|dnf|yum|pacman|python3(?:-minimal)?|perl-base|init)(?:\s|$)/,
      "data.system-package",
      "removes a package that the system needs",
      {
        all: /(?:^|\s)(?:remove|purge|erase|uninstall|del|rm|delete|-\w{0,4}[rpe]\w{0,4}|--(?:remove|purge|erase))(?:\s|$)/,
        not: /^(?:-y )?(?:install|update|info|show|search|list|-q|reinstall|upgrade|policy|depends|-s\w*)\b/,
      },
    ),
    ask("dpkg rpm", /^/, "data.package-force", "forces a package against the others", {
      all: /--force-(?:all|depends|remove-\S+)|--nodeps/,
    }),
    ask(
      "pip pip3 brew npm gem cargo snap apt apt-get",
      /^(?:uninstall|remove|purge|rm)\b.*\ufffc/,
      "data.packages-listed",
      "removes whatever packages another command names",
    ),
    deny(
      "npm",
      /^(?:uninstall|rm|remove|un) npm$/,
      "data.system-package",
      "removes a package that the system needs",
      {
        all: /(?:-g|--global) npm$|\bnpm (?:-g|--global)$/,
      },
    ),
    deny("tmutil", /^(?:delete\w*|disable)\b/, "data.time-machine", backups),
    deny("timeshift snapper", /\bdelete\b/, "data.snapshots", backups, { all: /delete/ }),
    deny(
      "pgbackrest barman wal-g",
      /\b(?:delete|expire|stanza-delete|everything)\b/,
      "data.database-backup",
      backups,
    ),
    deny(
      "redis-cli valkey-cli keydb-cli",
      /\b(?:flushall|flushdb)\b/,
      "data.redis-flush",
      "empties a Redis database",
      { not: ownRedis },
    ),
    ask("redis-cli valkey-cli", /\bflushdb\b/, "data.redis-flush", "empties a Redis database", {
      all: ownRedis,
    }),
    ask(
      "redis-cli valkey-cli",
      /\b(?:config set|debug|script flush|cluster reset|swapdb)\b/,
      "data.redis-admin",
      "changes a Redis server",
    ),
    deny("influx", /^(?:delete|bucket delete|org delete)\b/, "data.influx", "deletes measurements"),
    deny("kafka-delete-records kafka-delete-records.sh", /^/, "data.kafka", "deletes records"),
    deny("reg", /^delete\b/, "data.registry", "deletes registry keys"),
    deny("remove-itemproperty", /hk(?:lm|cu|cr|u)/, "data.registry", "deletes registry keys"),
    deny("clear-content", /^/, "data.clear-content", "empties files", { all: /\*|[a-z]:\\/ }),
    deny("clear-recyclebin", /^/, "data.recycle-bin", "empties the recycle bin"),
    deny("fsutil", /^(?:usn deletejournal|file setzerodata)\b/, "data.fsutil", "overwrites files"),
    deny("sdelete sdelete64 wipe", /^/, "data.sdelete", "overwrites files beyond recovery"),
    deny("mongorestore", /^/, "data.mongorestore", "replaces collections", { all: /--drop\b/ }),
    deny("pg_restore", /^/, "data.pg-restore", "replaces tables", {
      all: /--clean\b|(?:^|\s)-c\b/,
    }),
    deny("pg_resetwal", /^/, "data.pg-resetwal", "drops a database's log"),
    ask("mysqladmin", /\b(?:flush-\w+|password)\b/, "data.mysqladmin", "changes a database server"),
    deny(
      "svn p4",
      /^(?:delete|obliterate|revert)\b/,
      "data.version-control",
      "deletes versioned files",
      { all: /obliterate|--force/ },
    ),
    deny("git-annex", /^(?:drop|unused|dropunused)\b/, "data.git-annex", "drops stored files", {
      all: /--force/,
    }),
    deny("exiftool", /^/, "data.exiftool", "overwrites originals", {
      all: /-overwrite_original.*-r\b/,
    }),
    deny(
      "gdrive drive skicka",
      /^(?:delete|trash|rm|emptytrash)\b/,
      "data.drive-delete",
      "deletes stored files",
    ),
    ask("postsuper", /^/, "data.mail-queue", "deletes queued mail", { all: /(?:^|\s)-d\b/ }),
    ask("postsuper exim", /^/, "data.mail-queue", "deletes queued mail", { all: /-m?rm|-d all/ }),
    deny("schtasks", /^/, "data.scheduled-tasks", "deletes scheduled tasks", { all: /\/delete/ }),
  ],
};
