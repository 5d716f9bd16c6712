import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SQL } from "bun";
import type { OwnServer } from "./own-server.ts";

/** The database roles whose URLs an installation keeps. */
export type DatabaseRole = "owner" | "app" | "reader";

const urlNames: Record<DatabaseRole, string> = {
  owner: "database_url",
  app: "database_app_url",
  reader: "database_reader_url",
};

export const profileFolder = ".systemprompt/profiles/local";

export function databaseUrl(server: OwnServer, role: DatabaseRole): string {
  const text = server.read(`${profileFolder}/secrets.yaml`);
  const url = new RegExp(`^${urlNames[role]}: "(.+)"$`, "m").exec(text)?.[1];
  if (url === undefined) throw new Error(`the profile has no ${urlNames[role]}`);
  return url;
}

/** A connection of a role's own, past the executable. */
export function openSql(server: OwnServer, role: DatabaseRole): SQL {
  return new SQL(databaseUrl(server, role), { max: 1 });
}

export function databasePort(server: OwnServer): number {
  return Number(new URL(databaseUrl(server, "owner")).port);
}

/** The embedded PostgreSQL: its postmaster first, then every process of it. */
export function databasePids(server: OwnServer): readonly number[] {
  const path = join(databaseFolder(server), "postmaster.pid");
  const postmaster = Number(readFileSync(path, "utf8").split("\n")[0]);
  return [postmaster, ...childrenOf(postmaster)];
}

/** Where the embedded PostgreSQL keeps its data. */
export function databaseFolder(server: OwnServer): string {
  const data = /^ +data: (.+)$/m.exec(server.read(`${profileFolder}/profile.yaml`))?.[1];
  if (data === undefined) throw new Error("the profile has no embedded database");
  return resolve(server.folder, data);
}

export function childrenOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8");
  return text.split(" ").filter(Boolean).map(Number);
}

export function isAlive(pid: number): boolean {
  return readdirSync("/proc").includes(String(pid));
}
