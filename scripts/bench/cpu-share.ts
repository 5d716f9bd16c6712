import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The kernel takes no quota below 1 ms. */
const periodUs = 20_000;
const unified = "/sys/fs/cgroup";
const legacy = "/sys/fs/cgroup/cpu";

/**
 * Holds a process to a part of one core, as a host of its own would; root only. The group goes when
 * its process has ended and `remove` is called.
 */
export function limitCpu(pid: number, share: number): { remove(): void } {
  const isLegacy = existsSync(join(legacy, "cpu.cfs_quota_us"));
  const group = join(isLegacy ? legacy : unified, `systemprompt-bench-${String(pid)}`);
  const quota = String(Math.round(periodUs * share));
  mkdirSync(group);
  if (isLegacy) {
    writeFileSync(join(group, "cpu.cfs_period_us"), String(periodUs));
    writeFileSync(join(group, "cpu.cfs_quota_us"), quota);
  } else {
    writeFileSync(join(group, "cpu.max"), `${quota} ${String(periodUs)}`);
  }
  writeFileSync(join(group, "cgroup.procs"), String(pid));
  return { remove: () => rmdirSync(group) };
}
