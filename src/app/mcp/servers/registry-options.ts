import type { McpServer } from "#infra/config/services/services-config.ts";
import type { Logger } from "#infra/logging/logger.ts";
import type { ProcessHost } from "#infra/processes/spawn-child.ts";
import type { Clock } from "#shared/clock.ts";

export interface RegistryOptions {
  readonly host: ProcessHost;
  readonly clock: Clock;
  readonly log: Logger;
  /** How the gateway names itself towards tool servers. */
  readonly product: { readonly name: string; readonly version: string };
  /** Where relative paths of a server's file start. */
  readonly baseFolder: string;
  /**
   * Opens stored secrets for a child that is about to start; a name that is not stored is absent
   * from the answer. `userId` is the child's user where the server is not shared.
   */
  resolveSecrets(
    names: readonly string[],
    userId: string | null,
  ): Promise<ReadonlyMap<string, string>>;
  /** Whether a stdio command may run; always true where the profile asks for no approval. */
  isApproved(server: string, digest: string): Promise<boolean>;
}

/** Where a server stands, for people. */
export type ServerStatus =
  | "ready"
  | "starting"
  | "backing-off"
  | "failed"
  | "stopped"
  | "stopping"
  | "disabled"
  | "unconfigured"
  | "unapproved"
  | "on-demand";

export type ServerConfig = McpServer;
