import accessControl from "./access-control/roles.yaml" with { type: "text" };
import config from "./config/config.yaml" with { type: "text" };
import governance from "./governance/config.yaml" with { type: "text" };
import workspace from "./mcp/workspace.yaml" with { type: "text" };

/** The configuration that setup writes, by path; baked into the executable. */
export const defaultFiles: ReadonlyMap<string, string> = new Map([
  ["config/config.yaml", config],
  ["governance/config.yaml", governance],
  ["access-control/roles.yaml", accessControl],
  ["mcp/workspace.yaml", workspace],
]);
