/** Rows that one source may cause in a window before it is answered with a constant refusal. */
export const admissionRowsDefault = 60;
export const admissionWindowMs = 60_000;
/** Sources remembered; the one seen longest ago is forgotten first. */
export const admissionSourcesDefault = 16_384;

export interface AdmissionOptions {
  /** Refusals of one source that are rows of their own, in each window. */
  readonly rowsPerWindow?: number;
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

/** `open`: go on and parse. `closed`: answer the constant refusal and do nothing else. */
export type Admission =
  { readonly state: "open" } | { readonly state: "closed"; readonly retryAfterMs: number };

/**
 * Stands before parsing: a source whose refusals have used up its rows is answered by a constant
 * until its window ends. In memory, no clock of its own.
 */
export interface AdmissionGate {
  /** Asked on arrival, for the address and for the credential where there is one. */
  admit(sources: readonly string[], nowMs: number): Admission;
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
}

interface Gate {
  readonly sources: Map<string, Source>;
  readonly rowsMax: number;
  readonly windowMs: number;
  readonly sourcesMax: number;
  readonly onSuppressed: AdmissionOptions["onSuppressed"];
}

const open: Admission = { state: "open" };

export function createAdmissionGate(options: AdmissionOptions): AdmissionGate {
  const gate: Gate = {
    sources: new Map(),
    rowsMax: options.rowsPerWindow ?? admissionRowsDefault,
    windowMs: options.windowMs ?? admissionWindowMs,
    sourcesMax: options.sourcesMax ?? admissionSourcesDefault,
    onSuppressed: options.onSuppressed,
  };
  return {
    admit: (sources, nowMs) => admit(gate, sources, nowMs),
    countRefusal: (sources, nowMs) => countRefusal(gate, sources, nowMs),
    sweep: (nowMs) => sweep(gate, nowMs),
    get size() {
      return gate.sources.size;
    },
  };
}

function admit(gate: Gate, sources: readonly string[], nowMs: number): Admission {
  if (gate.sources.size === 0) return open;
  for (const name of sources) {
    const source = gate.sources.get(name);
    if (source === undefined || source.rows < gate.rowsMax) continue;
    const endMs = source.startMs + gate.windowMs;
    if (nowMs >= endMs) {
      endWindow(gate, name, source);
      continue;
    }
    source.suppressed++;
    return { state: "closed", retryAfterMs: Math.max(1, Math.ceil(endMs - nowMs)) };
  }
  return open;
}

function countRefusal(gate: Gate, sources: readonly string[], nowMs: number): void {
  for (const name of sources) {
    const known = gate.sources.get(name);
    if (known !== undefined && nowMs < known.startMs + gate.windowMs) {
      known.rows++;
      continue;
    }
    if (known !== undefined) endWindow(gate, name, known);
    if (gate.sources.size >= gate.sourcesMax) evictOldest(gate);
    gate.sources.set(name, { startMs: nowMs, rows: 1, suppressed: 0 });
  }
}

function endWindow(gate: Gate, name: string, source: Source): void {
  gate.sources.delete(name);
  if (source.suppressed === 0) return;
  const { startMs: fromMs, suppressed } = source;
  gate.onSuppressed({ source: name, suppressed, fromMs, toMs: fromMs + gate.windowMs });
}

/** Insertion order is the order of the windows' starts: the first entry is the oldest. */
function evictOldest(gate: Gate): void {
  for (const [name, source] of gate.sources) return endWindow(gate, name, source);
}

function sweep(gate: Gate, nowMs: number): void {
  for (const [name, source] of gate.sources) {
    // Later entries started later.
    if (nowMs < source.startMs + gate.windowMs) return;
    endWindow(gate, name, source);
  }
}
