import type { Logger } from "#infra/logging/logger.ts";

/** EX_SOFTWARE: after an exception that nobody caught, nothing in memory can be believed. */
const faultExit = 70;

/**
 * Sends what nobody caught through the log, where secrets are redacted. A rejected promise belongs
 * to one call, which failed; ending the process for it would let one caller end everybody's. An
 * exception outside any call ends the process: a supervisor starts a new one, and the sweep of
 * another replica completes its acts.
 */
export function reportFaults(log: Logger): void {
  process.on("unhandledRejection", (error) => {
    log.error("a failure that nothing waited for", { error });
  });
  process.on("uncaughtException", (error) => {
    log.error("an exception that nobody caught: the server ends", { error });
    process.exit(faultExit);
  });
}
