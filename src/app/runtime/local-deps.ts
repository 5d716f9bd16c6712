/**
 * What a CLI verb works with: the services of one profile, opened in this process. Fields are lazy
 * where opening costs something.
 */
export interface LocalDeps {
  /** Ends connections; called by the CLI spine after the verb. */
  close(): Promise<void>;
}
