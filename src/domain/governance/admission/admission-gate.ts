/** Rows that one source may cause in a window before it is answered with a constant refusal. */
export const admissionRowsDefault = 60;
export const admissionWindowMs = 60_000;
/** Sources remembered; the one seen longest ago is forgotten first. */
const admissionSourcesDefault = 16_384;
/**
 * Credentials that are looked at each second although their source is closed: many clients share
 * one address behind a NAT or a proxy, and one of them must not lock out the others. A look is one
 * signature to verify or one row to read, and causes no row.
 */
export const trialsPerSecond = 100;
/** Of one source, so that it does not use up the looks of the others. */
export const trialsOfSourcePerSecond = 20;
const secondMs = 1_000;
/** Names all sources together where their refusals are reported. */
const everySource = "everyone";

export interface AdmissionOptions {
  /** Refusals of one source that are rows of their own, in each window. */
  readonly rowsPerWindow?: number;
  /**
   * Of all sources together: who has many addresses (one IPv6 customer has 65,536 prefixes) must
   * not fill the disk with a few rows from each. Absent, there is no such bound.
   */
  readonly rowsOfAllPerWindow?: number;
  readonly windowMs?: number;
  readonly sourcesMax?: number;
  /** Called once for each source and window in which refusals were suppressed. */
  readonly onSuppressed: (summary: Suppression) => void;
}

/** How many refusals of a source got no row of their own. */
export interface Suppression {
  readonly source: string;
  readonly suppressed: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * `open`: go on and parse. `trial`: look at the credential, and go on only if it is good. `closed`:
 * answer the constant refusal and do nothing else.
 */
export type Admission =
  | { readonly state: "open" }
  | { readonly state: "trial"; readonly retryAfterMs: number }
  | { readonly state: "closed"; readonly retryAfterMs: number };

/**
 * Stands before parsing: a source whose refusals have used up its rows is answered by a constant
 * until its window ends. In memory, no clock of its own.
 */
export interface AdmissionGate {
  /** Asked on arrival. With a credential that is not known yet, a closed source may be on trial. */
  admit(sources: readonly string[], nowMs: number, hasCredential?: boolean): Admission;
  /** A trial that failed is one more refusal without a row. */
  countFailedTrial(sources: readonly string[], nowMs: number): void;
  /** Told of each refusal that is going to be a row; callers in good standing never pay. */
  countRefusal(sources: readonly string[], nowMs: number): void;
  /** Reports windows that have ended; run at least once a window. */
  sweep(nowMs: number): void;
  readonly size: number;
}

interface Source {
  startMs: number;
  rows: number;
  suppressed: number;
  readonly trials: Trials;
}

/** Looks in the second that began at `startMs`. */
interface Trials {
  startMs: number;
  count: number;
}

interface Gate {
  readonly sources: Map<string, Source>;
  /** The window of all sources together, outside the map so that no flood evicts it. */
  all: Source | null;
  readonly rowsOfAllMax: number;
  readonly rowsMax: number;
  readonly windowMs: number;
  readonly sourcesMax: number;
  readonly onSuppressed: AdmissionOptions["onSuppressed"];
  readonly trials: Trials;
}

const open: Admission = { state: "open" };

export function createAdmissionGate(options: AdmissionOptions): AdmissionGate {
  const gate: Gate = {
    sources: new Map(),
    all: null,
    rowsOfAllMax: options.rowsOfAllPerWindow ?? Number.POSITIVE_INFINITY,
    rowsMax: options.rowsPerWindow ?? admissionRowsDefault,
    windowMs: options.windowMs ?? admissionWindowMs,
    sourcesMax: options.sourcesMax ?? admissionSourcesDefault,
    onSuppressed: options.onSuppressed,
    trials: { startMs: 0, count: 0 },
  };
  return {
    admit: (sources, nowMs, hasCredential = false) => admit(gate, sources, nowMs, hasCredential),
    countFailedTrial: (sources, nowMs) => countFailedTrial(gate, sources, nowMs),
    countRefusal: (sources, nowMs) => countRefusal(gate, sources, nowMs),
    sweep: (nowMs) => sweep(gate, nowMs),
    get size() {
      return gate.sources.size + (gate.all === null ? 0 : 1);
    },
  };
}

function admit(
  gate: Gate,
  sources: readonly string[],
  nowMs: number,
  hasCredential: boolean,
): Admission {
  for (const name of sources) {
    const source = gate.sources.get(name);
    if (source === undefined || source.rows < gate.rowsMax) continue;
    if (nowMs < source.startMs + gate.windowMs) {
      return close(gate, source, nowMs, hasCredential, source);
    }
    endWindow(gate, name, source);
  }
  const { all } = gate;
  if (all === null || all.rows < gate.rowsOfAllMax) return open;
  if (nowMs < all.startMs + gate.windowMs) {
    // Those that were refused share one source's looks: the rest is for whoever never was.
    const looks = sources.some((name) => gate.sources.has(name)) ? all : null;
    return close(gate, all, nowMs, hasCredential, looks);
  }
  endAll(gate, all);
  return open;
}

function close(
  gate: Gate,
  source: Source,
  nowMs: number,
  hasCredential: boolean,
  looks: Source | null,
): Admission {
  const retryAfterMs = Math.max(1, Math.ceil(source.startMs + gate.windowMs - nowMs));
  if (hasCredential && takeTrial(gate, looks, nowMs)) return { state: "trial", retryAfterMs };
  source.suppressed++;
  return { state: "closed", retryAfterMs };
}

function takeTrial(gate: Gate, source: Source | null, nowMs: number): boolean {
  if (!hasTrials(gate.trials, trialsPerSecond, nowMs)) return false;
  if (source !== null) {
    if (!hasTrials(source.trials, trialsOfSourcePerSecond, nowMs)) return false;
    source.trials.count++;
  }
  gate.trials.count++;
  return true;
}

function hasTrials(trials: Trials, max: number, nowMs: number): boolean {
  if (nowMs >= trials.startMs + secondMs) {
    trials.startMs = nowMs;
    trials.count = 0;
  }
  return trials.count < max;
}

/**
 * A window that ended during the trial has been reported: this refusal opens the next one. One that
 * opens while all are closed is counted with all: it must not cause a row for each address.
 */
function countFailedTrial(gate: Gate, sources: readonly string[], nowMs: number): void {
  const all = gate.all !== null && gate.all.rows >= gate.rowsOfAllMax ? gate.all : null;
  for (const name of sources) {
    const known = gate.sources.get(name);
    const own = known ?? openWindow(gate, name, nowMs);
    (known === undefined ? (all ?? own) : own).suppressed++;
  }
}

function countRefusal(gate: Gate, sources: readonly string[], nowMs: number): void {
  if (gate.rowsOfAllMax !== Number.POSITIVE_INFINITY) countOfAll(gate, nowMs);
  for (const name of sources) {
    const known = gate.sources.get(name);
    if (known !== undefined && nowMs < known.startMs + gate.windowMs) {
      known.rows++;
      continue;
    }
    if (known !== undefined) endWindow(gate, name, known);
    openWindow(gate, name, nowMs).rows++;
  }
}

function countOfAll(gate: Gate, nowMs: number): void {
  if (gate.all !== null && nowMs >= gate.all.startMs + gate.windowMs) endAll(gate, gate.all);
  gate.all ??= newWindow(nowMs);
  gate.all.rows++;
}

function openWindow(gate: Gate, name: string, nowMs: number): Source {
  if (gate.sources.size >= gate.sourcesMax) evictOldest(gate);
  const source = newWindow(nowMs);
  gate.sources.set(name, source);
  return source;
}

function newWindow(nowMs: number): Source {
  return { startMs: nowMs, rows: 0, suppressed: 0, trials: { startMs: 0, count: 0 } };
}

function endWindow(gate: Gate, name: string, source: Source): void {
  gate.sources.delete(name);
  report(gate, name, source);
}

function endAll(gate: Gate, all: Source): void {
  gate.all = null;
  report(gate, everySource, all);
}

function report(gate: Gate, name: string, source: Source): void {
  if (source.suppressed === 0) return;
  const { startMs: fromMs, suppressed } = source;
  gate.onSuppressed({ source: name, suppressed, fromMs, toMs: fromMs + gate.windowMs });
}

/** Insertion order is the order of the windows' starts: the first entry is the oldest. */
function evictOldest(gate: Gate): void {
  for (const [name, source] of gate.sources) return endWindow(gate, name, source);
}

function sweep(gate: Gate, nowMs: number): void {
  if (gate.all !== null && nowMs >= gate.all.startMs + gate.windowMs) endAll(gate, gate.all);
  for (const [name, source] of gate.sources) {
    // Later entries started later.
    if (nowMs < source.startMs + gate.windowMs) return;
    endWindow(gate, name, source);
  }
}
