import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { listProcesses } from "./process-table.ts";

/** State of a listening socket in /proc/net/tcp (proc_net_tcp(5)). */
const listening = "0A";

/** The process of this account that listens on a TCP port; null when it cannot be seen. */
export function findListener(port: number): number | null {
  const links = new Set(listenerInodes(port).map((inode) => `socket:[${inode}]`));
  if (links.size === 0) return null;
  return (
    listProcesses().find(({ pid }) => descriptors(pid).some((to) => links.has(to)))?.pid ?? null
  );
}

function listenerInodes(port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((table) => orNone(() => readFileSync(table, "latin1").split("\n").slice(1)))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) === true && fields[3] === listening)
    .map((fields) => fields[9] ?? "");
}

function descriptors(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return orNone(() => readdirSync(folder)).flatMap((name) =>
    orNone(() => [readlinkSync(`${folder}/${name}`)]),
  );
}

/** Processes end and descriptors close between two looks; other systems have no /proc. */
function orNone(read: () => string[]): string[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error) return [];
    throw error;
  }
}
