import { meetsMinimum } from "#infra/processes/confinement/isolation.ts";
import type { JsonValue } from "#shared/json.ts";
import type { Booted } from "./boot.ts";

export interface HealthReport {
  readonly ready: boolean;
  /** Why the server is not ready, or what an operator should know although it is. */
  readonly reasons: readonly string[];
  readonly details: { readonly [name: string]: JsonValue };
}

/** What stands in the way of serving, and what is worth knowing. */
export function healthReport({ parts, surfaces, config, retention, build }: Booted): HealthReport {
  const trouble = parts.audit.trouble ?? parts.identity.trouble;
  const { profile } = parts.open;
  const states = surfaces.servers.states();
  const down = states.filter(({ status }) => !["ready", "disabled", "on-demand"].includes(status));
  const attempt = config.reloader.status().last_attempt;
  const alarm = config.alarm();
  const forgets = retention.trouble();
  const refused = attempt?.result === "refused" || attempt?.result === "not-recorded";
  const reasons = [
    ...(trouble === undefined ? [] : [trouble]),
    ...parts.audit.warnings,
    ...(alarm === null ? [] : [alarm]),
    ...(forgets === undefined ? [] : [forgets]),
    ...down.map(({ name, status }) => `The tool server ${name} is ${status}.`),
    ...(refused
      ? ["The newest change of the configuration is not in force: admin config status."]
      : []),
    ...(meetsMinimum(surfaces.isolation.level, "landlock") ? [] : surfaces.isolation.limits),
  ];
  return {
    ready: trouble === undefined,
    reasons,
    details: {
      build,
      installation: parts.installationId,
      isolation: surfaces.isolation.summary,
      isolation_limits: [...surfaces.isolation.limits],
      audit: { writer_head: parts.audit.head.sequence, durability: profile.audit.durability },
      config: {
        version: config.reloader.running.version,
        hash: config.reloader.running.hash,
        files_are_older: config.areFilesOlder(),
      },
      servers: states.map(({ name, status, restarts }) => ({ name, status, restarts })),
    },
  };
}
