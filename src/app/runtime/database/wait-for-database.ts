import type { Database } from "#infra/database/database.ts";
import type { Logger } from "#infra/logging/logger.ts";
import { AppError, isAppError } from "#shared/errors.ts";
import { systemClock } from "#shared/clock.ts";

/** PostgreSQL may still be starting, or recovering its log. */
export const databaseWaitMsMax = 30_000;
const retryMs = 250;

/** Returns once the database answers; DATABASE_UNAVAILABLE after 30 s. */
export async function waitForDatabase(database: Database, log: Logger): Promise<void> {
  const deadline = systemClock.monotonicMs() + databaseWaitMsMax;
  for (let attempt = 0; ; attempt++) {
    try {
      await database.sql`select 1`;
      return;
    } catch (cause) {
      if (!isAppError(cause) || cause.code !== "DATABASE_UNAVAILABLE") throw cause;
      if (systemClock.monotonicMs() > deadline) {
        throw new AppError(
          "DATABASE_UNAVAILABLE",
          "PostgreSQL did not answer for 30 s: is it running, and is its URL right?",
          { cause },
        );
      }
      if (attempt === 0)
        log.warn("waiting for PostgreSQL", { seconds_max: databaseWaitMsMax / 1000 });
      await Bun.sleep(retryMs);
    }
  }
}
