/**
 * postgresql.conf of an embedded server, for a machine of 2 to 16 GB that also runs the product.
 * Written anew at each start, so that the file and this table never differ.
 */
export function serverSettings(port: number): string {
  // prettier-ignore
  const settings: readonly (readonly [string, string])[] = [
    ["listen_addresses",             "'127.0.0.1'"],
    ["port",                         `${port}`],
    // No unix socket at all: a child process could reach one past its network rules.
    ["unix_socket_directories",      "''"],
    ["max_connections",              "100"],
    ["superuser_reserved_connections", "3"],
    ["password_encryption",          "'scram-sha-256'"],
    ["authentication_timeout",       "10s"],

    // A committed row is on disk.
    ["fsync",                        "on"],
    ["full_page_writes",             "on"],
    ["synchronous_commit",           "on"],
    ["commit_delay",                 "0"],

    ["shared_buffers",               "128MB"],
    ["work_mem",                     "8MB"],
    ["maintenance_work_mem",         "64MB"],
    ["effective_cache_size",         "1GB"],
    // In the data folder: posix segments outlive a server that was killed, and fill /dev/shm.
    ["dynamic_shared_memory_type",   "mmap"],
    // Checkpoints far apart: each one makes every page's next change a full page in the log.
    ["checkpoint_timeout",           "15min"],
    ["checkpoint_completion_target", "0.9"],
    ["max_wal_size",                 "2GB"],
    ["min_wal_size",                 "128MB"],
    ["wal_compression",              "on"],
    // A batch is 50 KB of log; a ring that fits the processor's cache takes 2 % less than 16 MB.
    ["wal_buffers",                  "1MB"],
    // Nothing replicates from here.
    ["wal_level",                    "minimal"],
    ["max_wal_senders",              "0"],

    // Short statements only: compiling one costs more than running it.
    ["jit",                          "off"],
    // Insert-only tables are vacuumed by inserts, so that index-only scans and freezing keep up.
    ["autovacuum_vacuum_insert_scale_factor", "0.05"],
    // One worker process each would idle on a small machine.
    ["io_method",                    "'worker'"],
    ["io_workers",                   "2"],
    ["max_parallel_workers_per_gather", "1"],

    ["timezone",                     "'UTC'"],
    ["log_timezone",                 "'UTC'"],
    ["log_destination",              "'stderr'"],
    ["logging_collector",            "off"],
    ["log_line_prefix",              "'%m [%p] %a %u '"],
    ["log_checkpoints",              "off"],
    // A statement in a log could carry a value; the error alone is enough.
    ["log_min_error_statement",      "panic"],
    ["log_parameter_max_length",     "0"],
    ["log_parameter_max_length_on_error", "0"],
  ];
  return `${settings.map(([name, value]) => `${name} = ${value}`).join("\n")}\n`;
}

/** Every way in asks for the password; there is no trust line, also not for local sockets. */
export const hostRules = [
  "local all all scram-sha-256",
  "host  all all 127.0.0.1/32 scram-sha-256",
  "host  all all ::1/128 scram-sha-256",
  "",
].join("\n");
