import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Accepts connections. */
  readonly isReady: boolean;
}

/** The running server of a data folder, or undefined; a stale `postmaster.pid` is not believed. */
export function readPostmaster(data: string): Postmaster | undefined {
  const lines = readLines(path.join(data, "postmaster.pid"));
  // PostgreSQL's `miscadmin.h`: pid, data folder, start time, port, socket folder, address, shared
  // memory, status.
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isServerProcess(pid, data)) return undefined;
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === "ready" };
}

/** Alive, one of PostgreSQL's own, and at work in this folder: zombies and reused pids are not. */
export function isServerProcess(pid: number, data: string): boolean {
  const stat = readText(`/proc/${pid}/stat`);
  // The name stands in parentheses and may itself hold some; the state follows the last one.
  const state = stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
  if (stat === "" || state === "Z" || state === "X") return false;
  if (!stat.includes("(postgres)")) return false;
  const cwd = readLink(`/proc/${pid}/cwd`);
  // Unreadable for another account: then the pid file is all there is.
  return cwd === undefined || cwd === data;
}

/** Server processes that still work in a data folder, with or without their postmaster. */
export function listServerProcesses(data: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && readLink(`/proc/${name}/cwd`) === data)
    .map(Number)
    .filter((pid) => isServerProcess(pid, data));
}

function readLines(file: string): readonly string[] {
  return readText(file).split("\n");
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // Gone between two looks, or never there: both mean that it is not running.
    return "";
  }
}

function readLink(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}
