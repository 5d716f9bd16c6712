import { type DebianProgram, findProgram } from "../debian-program.ts";

export type BalancerName = "haproxy" | "nginx";

export interface BalancerProgram extends DebianProgram {
  readonly name: BalancerName;
}

const packages = {
  haproxy: ["haproxy", "liblua5.3-0", "libopentracing-c-wrapper0", "libopentracing1"],
  nginx: ["nginx"],
} as const satisfies Record<BalancerName, readonly string[]>;

/** The system's own, else Debian's unpacked into `dist/`; null, with the reason, without one. */
export function findBalancer(name: BalancerName): BalancerProgram | null {
  const found = findProgram({ name, packages: packages[name], versionFlag: "-v" });
  return found === null ? null : { name, ...found };
}
