import type { Principal } from "#shared/principal.ts";
import type { Change } from "./queries/changes.ts";

/** Changes remembered; older ones are summed up by the floor. */
export const changesRememberedMax = 4_096;

type PrincipalIds = Pick<Principal, "userId" | "sessionId" | "tokenId">;

/**
 * When each subject last changed, by epoch. It answers whether a principal that was read at some
 * epoch is still what the database says; what it has forgotten it denies.
 */
export class ChangeLog {
  readonly #epochs = new Map<string, number>();
  #floor = 0;
  #newest = 0;

  /** A principal that was read before this epoch is not current, whatever the subject. */
  raiseFloor(epoch: number): void {
    this.#floor = Math.max(this.#floor, epoch);
    this.#epochs.clear();
  }

  /** Epochs count anew from here: the database lost what they counted. */
  restart(): void {
    this.#epochs.clear();
    this.#floor = 0;
    this.#newest = 0;
  }

  add(change: Change): void {
    const subject = `${change.subject}:${change.id}`;
    this.#epochs.delete(subject);
    this.#epochs.set(subject, change.epoch);
    this.#newest = Math.max(this.#newest, change.epoch);
    if (this.#epochs.size <= changesRememberedMax) return;
    const [oldest] = this.#epochs;
    if (oldest === undefined) return;
    this.#epochs.delete(oldest[0]);
    this.#floor = Math.max(this.#floor, oldest[1]);
  }

  isCurrent(principal: PrincipalIds, readAtEpoch: number): boolean {
    if (readAtEpoch < this.#floor) return false;
    if (readAtEpoch >= this.#newest) return true;
    return (
      !this.#changedAfter(`user:${principal.userId}`, readAtEpoch) &&
      !this.#changedAfter(`session:${principal.sessionId}`, readAtEpoch) &&
      !this.#changedAfter(`token:${principal.tokenId}`, readAtEpoch) &&
      !this.#changedAfter(`pat:${principal.tokenId}`, readAtEpoch)
    );
  }

  #changedAfter(subject: string, epoch: number): boolean {
    return (this.#epochs.get(subject) ?? 0) > epoch;
  }
}
