import { snapshotChannel } from "#infra/config/snapshots/queries.ts";
import type { Profile } from "#infra/config/profile.ts";
import { openListener } from "#infra/database/open-listener.ts";
import { secretsChannel } from "#domain/secrets/queries/announce.ts";
import { identityChannel } from "#domain/tokens/identity.ts";
import { databaseUrls } from "./profile-database.ts";

/** What other replicas announce, heard on the one connection that a process has for it. */
export interface Changes {
  /** Called on each announcement, and after a time in which some may have been missed. */
  subscribe(channel: string, onChange: () => void): { close(): Promise<void> };
  close(deadlineMs: number): Promise<void>;
}

export function listenToChanges(profile: Profile): Changes {
  const subscribers = new Map<string, Set<() => void>>();
  const tell = (channel: string) => {
    for (const onChange of subscribers.get(channel) ?? []) onChange();
  };
  const channels = [identityChannel, snapshotChannel, secretsChannel];
  const listener = openListener({
    url: databaseUrls(profile).direct,
    channels,
    applicationName: "systemprompt listener",
    connectTimeoutMs: profile.database.connect_timeout_ms,
    onNotify: (_, channel) => tell(channel),
    onReconnect: () => channels.forEach(tell),
  });
  return {
    subscribe: (channel, onChange) => {
      const known = subscribers.get(channel) ?? new Set();
      subscribers.set(channel, known.add(onChange));
      return {
        close: () => {
          known.delete(onChange);
          return Promise.resolve();
        },
      };
    },
    close: (deadlineMs) => listener.close(deadlineMs),
  };
}
