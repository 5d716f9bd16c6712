import {
  type BlocklistCategory,
  blocklistCategories,
} from "#domain/governance/blocklist/categories.ts";
import type { CommandCase } from "./command-case.ts";
import { judgeCase, type Outcome } from "./judge-case.ts";

export interface Judged {
  readonly entry: CommandCase;
  readonly outcome: Outcome;
}

interface Share {
  readonly of: number;
  readonly hits: number;
}

export interface CategoryFigures {
  /** Cases that belong here first. */
  readonly cases: Share;
  /** Of the calls stopped under this name, those that may bear it. */
  readonly named: Share;
}

export interface Figures {
  readonly destructive: Share;
  readonly evasions: Share;
  /** Of those stopped, the ones stopped under a name that fits. */
  readonly named: Share;
  readonly benignDenied: Share;
  readonly benignAsked: Share;
  /** Of everything stopped, what was destructive. */
  readonly precision: Share;
  readonly categories: ReadonlyMap<BlocklistCategory, CategoryFigures>;
  readonly misses: readonly Judged[];
  readonly misnamed: readonly Judged[];
  readonly falseAlarms: readonly Judged[];
}

const isDestructive = ({ entry }: Judged) => entry.expect.length > 0;
const isStopped = ({ outcome }: Judged) => outcome.verdict !== "allow";

function isFalseAlarm({ entry, outcome }: Judged): boolean {
  if (entry.expect.length > 0 || outcome.verdict === "allow") return false;
  return outcome.verdict === "deny" || entry.mayAsk !== true;
}

function fits({ entry, outcome }: Judged): boolean {
  return outcome.category !== null && entry.expect.includes(outcome.category);
}

function share(of: readonly Judged[], is: (judged: Judged) => boolean): Share {
  return { of: of.length, hits: of.filter(is).length };
}

export function measure(corpus: readonly CommandCase[]): Figures {
  const judged = corpus.map((entry) => ({ entry, outcome: judgeCase(entry) }));
  const destructive = judged.filter(isDestructive);
  const benign = judged.filter((one) => !isDestructive(one));
  const stopped = destructive.filter(isStopped);
  const falseAlarms = benign.filter(isFalseAlarm);
  return {
    destructive: share(
      destructive.filter(({ entry }) => entry.evasion === undefined),
      isStopped,
    ),
    evasions: share(
      destructive.filter(({ entry }) => entry.evasion !== undefined),
      isStopped,
    ),
    named: share(stopped, fits),
    benignDenied: share(benign, ({ outcome }) => outcome.verdict === "deny"),
    benignAsked: share(benign, (one) => isFalseAlarm(one) && one.outcome.verdict === "ask"),
    precision: { of: stopped.length + falseAlarms.length, hits: stopped.length },
    categories: byCategory(destructive, falseAlarms),
    misses: destructive.filter((one) => !isStopped(one)),
    misnamed: stopped.filter((one) => !fits(one)),
    falseAlarms,
  };
}

function byCategory(
  destructive: readonly Judged[],
  falseAlarms: readonly Judged[],
): Figures["categories"] {
  const names = Object.keys(blocklistCategories) as BlocklistCategory[];
  return new Map(
    names.map((name) => {
      const own = destructive.filter(
        ({ entry }) => entry.evasion === undefined && entry.expect[0] === name,
      );
      const under = [...destructive, ...falseAlarms].filter(
        ({ outcome }) => outcome.category === name,
      );
      return [name, { cases: share(own, isStopped), named: share(under, fits) }];
    }),
  );
}

export function rate({ of, hits }: Share): number {
  return of === 0 ? 1 : hits / of;
}
