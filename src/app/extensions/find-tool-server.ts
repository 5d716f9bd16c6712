import { AppError } from "#shared/errors.ts";
import type { Extension, ToolServerDefinition } from "#shared/extension.ts";

export interface FoundToolServer {
  /** `<extension>/<server>`, the argument of the hidden verb `tool-server`. */
  readonly id: string;
  readonly extension: Extension;
  readonly definition: ToolServerDefinition;
}

/** Finds a tool server by `<extension>/<server>`, or by the extension alone when it has one. */
export function findToolServer(
  extensions: readonly Extension[],
  reference: string,
): FoundToolServer {
  const [extensionId, serverName, ...rest] = reference.split("/");
  const extension = extensions.find(({ id }) => id === extensionId);
  const servers = Object.entries(extension?.tools ?? {});
  const found =
    serverName === undefined
      ? servers.length === 1
        ? servers[0]
        : undefined
      : servers.find(([name]) => name === serverName);
  if (extension === undefined || found === undefined || rest.length > 0) {
    throw new AppError("CONFIG_INVALID", `There is no tool server ${reference}.`);
  }
  return { id: `${extension.id}/${found[0]}`, extension, definition: found[1] };
}
