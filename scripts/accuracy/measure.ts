import { scanForSecrets } from "#domain/governance/secrets/scan-value.ts";
import type { JsonValue } from "#shared/json.ts";
import type { Sample } from "./corpus.ts";

/** One text and what the detector said of it. */
export interface Outcome {
  readonly sample: Sample;
  readonly isFlagged: boolean;
  /** Kinds that it named; `unscannable` when it gave up. */
  readonly named: readonly string[];
  /** The findings as a person sees them: masked, and where. */
  readonly shown: readonly string[];
  /** A finding shows the credential itself. */
  readonly isRepeated: boolean;
}

export type Detector = (sample: Pick<Sample, "text" | "isArguments">) => {
  readonly kinds: readonly string[];
  readonly shown: readonly string[];
};

/** As `admin policy test` and the secrets stage ask it. */
export const product: Detector = ({ text, isArguments }) => {
  const value: JsonValue = isArguments ? JSON.parse(text) : { text };
  const { findings, unscannable } = scanForSecrets(value, { disabledKinds: new Set() });
  const kinds = findings.map(({ kind }) => kind);
  const shown = findings.map(({ masked, pointer }) => `${masked} ${pointer}`);
  return unscannable === null ? { kinds, shown } : { kinds: [...kinds, "unscannable"], shown };
};

export function measure(samples: readonly Sample[], detect: Detector): Outcome[] {
  return samples.map((sample) => {
    const { kinds, shown } = detect(sample);
    // Giving up denies a call, so it counts against ordinary text and never as a find.
    const found = sample.secret === "" ? kinds : kinds.filter((kind) => kind !== "unscannable");
    const isRepeated = sample.secret !== "" && shown.some((text) => text.includes(sample.secret));
    return { sample, isFlagged: found.length > 0, named: kinds, shown, isRepeated };
  });
}

export interface Share {
  readonly flagged: number;
  readonly of: number;
  readonly percent: number;
}

export function share(outcomes: readonly Outcome[]): Share {
  const flagged = outcomes.filter(({ isFlagged }) => isFlagged).length;
  const percent = outcomes.length === 0 ? Number.NaN : (100 * flagged) / outcomes.length;
  return { flagged, of: outcomes.length, percent };
}

export function isMiss({ sample, isFlagged }: Outcome): boolean {
  return sample.secret !== "" && !isFlagged;
}

export function isFalseFinding({ sample, isFlagged }: Outcome): boolean {
  return sample.secret === "" && isFlagged;
}
