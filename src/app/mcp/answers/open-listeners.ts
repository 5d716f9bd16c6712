/** Open streams of one process; each costs a connection for as long as the client likes. */
export const listenersMax = 1_000;
/** Of them, one user's: clients open one for each server that they use. */
export const listenersPerUserMax = 64;

const open = new Map<string, number>();
let total = 0;

/** Takes a place before anything is waited for; null when there is none. Call what it returns once. */
export function claimListener(userId: string): (() => void) | null {
  const own = open.get(userId) ?? 0;
  if (total >= listenersMax || own >= listenersPerUserMax) return null;
  open.set(userId, own + 1);
  total++;
  return () => {
    total--;
    const left = (open.get(userId) ?? 1) - 1;
    if (left === 0) open.delete(userId);
    else open.set(userId, left);
  };
}
