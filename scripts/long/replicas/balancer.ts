import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../../e2e/eventually.ts";
import { projectRoot } from "../../e2e/executable.ts";
import { openRaw } from "../../e2e/raw-http.ts";
import type { BalancerName, BalancerProgram } from "./balancer-program.ts";

export interface Balancer {
  readonly pid: number;
  stop(): Promise<void>;
}

export interface BalancerOptions {
  /** Where its configuration is written. */
  readonly folder: string;
  readonly port: number;
  /** The port that the replicas are known by, where it is another one. */
  readonly host?: number;
  readonly replicas: readonly number[];
}

const page = join(projectRoot, "services/content/docs/replicas.md");
const startMsMax = 10_000;

/** A balancer as the page on replicas has it, with other addresses. */
export async function startBalancer(
  { name, program, environment }: BalancerProgram,
  options: BalancerOptions,
): Promise<Balancer> {
  const path = join(options.folder, `${name}.cfg`);
  writeFileSync(path, configurations[name](options));
  const child = Bun.spawn([program, ...words[name], path], {
    env: environment,
    stdin: "ignore",
    stdout: "ignore",
    stderr: "inherit",
  });
  const stop = async () => {
    child.kill("SIGTERM");
    await child.exited;
  };
  try {
    await eventually(startMsMax, async () => {
      const connection = await openRaw(options.port);
      connection?.close();
      return connection === null ? undefined : true;
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { pid: child.pid, stop };
}

const words = { haproxy: ["-db", "-q", "-f"], nginx: ["-e", "stderr", "-c"] } as const;

const configurations = {
  haproxy: ({ port, host = port, replicas }: BalancerOptions) =>
    placed("haproxy", / bind /, `  bind 127.0.0.1:${String(port)}`, (own) => {
      return replicas.map((one) => own(`r${String(one)} 127.0.0.1:${String(one)}`));
    }).replaceAll("agents.example.com", `127.0.0.1:${String(host)}`),
  nginx: ({ port, folder, replicas }: BalancerOptions) =>
    aroundNginx(
      folder,
      placed("nginx", / listen /, `  listen 127.0.0.1:${String(port)};`, (own) => {
        return replicas.map((one) => own(`127.0.0.1:${String(one)}`));
      }),
    ),
} as const;

/** The page's example with its own line to listen, and with one line for each replica. */
function placed(
  language: BalancerName,
  listening: RegExp,
  listens: string,
  serversOf: (own: (address: string) => string) => readonly string[],
): string {
  const pattern = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "m");
  const example = pattern.exec(readFileSync(page, "utf8"))?.[1];
  if (example === undefined) throw new Error(`${page} has no example for ${language}`);
  let first = true;
  const lines = example.split("\n").flatMap((line) => {
    if (listening.test(line)) return [listens];
    const server = /^( +server) (?:\w+ )?[\d.]+:\d+(.*)$/.exec(line);
    if (server === null) return [line];
    if (!first) return [];
    first = false;
    return serversOf((address) => `${server[1] ?? ""} ${address}${server[2] ?? ""}`);
  });
  return lines.join("\n");
}

/** What a distribution's own files say around a site. */
function aroundNginx(folder: string, site: string): string {
  const parts = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const temporary = parts.map((part) => `${part}_temp_path ${join(folder, part)};`);
  return `${process.getuid?.() === 0 ? "user root;" : ""}
daemon off;
pid ${join(folder, "nginx.pid")};
events { worker_connections 1024; }
http {
access_log off;
${temporary.join("\n")}
${site}
}
`;
}
