import { join } from "node:path";
import { projectRoot } from "../executable.ts";

const published = join(projectRoot, "node_modules/@modelcontextprotocol");

/** `services/mcp/everything.yaml` for the reference server that offers a bit of everything. */
export function everythingYaml(more = ""): string {
  return `type: stdio
description: The reference server with every kind of feature.
command: ${process.execPath}
args: [${published}/server-everything/dist/index.js, stdio]
${more}`;
}

/** `services/mcp/files.yaml` for the reference file server on one folder. */
export function filesystemYaml(folder: string): string {
  return `type: stdio
description: The reference file server.
command: ${process.execPath}
args: [${published}/server-filesystem/dist/index.js, ${folder}]
sandbox:
  read: [${folder}]
  write: [${folder}]
`;
}
