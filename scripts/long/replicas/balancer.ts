import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../../e2e/eventually.ts";
import { projectRoot } from "../../e2e/executable.ts";
import { openRaw } from "../../e2e/raw-http.ts";
import type { Haproxy } from "./haproxy.ts";

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

/** haproxy as the page on replicas has it, with other addresses. */
export async function startBalancer(
  { program, environment }: Haproxy,
  options: BalancerOptions,
): Promise<Balancer> {
  const path = join(options.folder, "haproxy.cfg");
  writeFileSync(path, configuration(options));
  const child = Bun.spawn([program, "-db", "-q", "-f", path], {
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

function configuration({ port, host = port, replicas }: BalancerOptions): string {
  const example = /^```haproxy\n([\s\S]*?)^```$/m.exec(readFileSync(page, "utf8"))?.[1];
  if (example === undefined) throw new Error(`${page} has no example for haproxy`);
  const lines = example.split("\n").flatMap((line) => {
    if (/^\s*bind /.test(line)) return [`  bind 127.0.0.1:${String(port)}`];
    if (/^\s*server one /.test(line)) {
      return replicas.map((own) => `  server r${String(own)} 127.0.0.1:${String(own)}`);
    }
    return /^\s*server /.test(line) ? [] : [line];
  });
  return lines.join("\n").replaceAll("agents.example.com", `127.0.0.1:${String(host)}`);
}
