import { decisionIdOf } from "#domain/audit/format/row-id.ts";
import { type Head, sequencesMax } from "#domain/audit/format/seal.ts";
import type { ChainPart } from "../check-chains.ts";
import type { StoredWriter } from "../records.ts";
import type { EvidenceSource, IdRange } from "../source.ts";
import type { SealPlace } from "#domain/audit/format/seal-place.ts";

/** Work for about a second; a result that is lost to an interruption is no more than that. */
export const rowsPerRange = 50_000;
const sealsPerPart = 5_000;

/** Every seal after the given ends, cut into parts that do not depend on who checks them. */
export function* chainParts(
  writers: readonly StoredWriter[],
  ends: readonly Head[],
): Iterable<ChainPart> {
  for (const [index, end] of ends.entries()) {
    const writer = writers[index];
    if (writer === undefined || writer.sequence <= end.sequence) continue;
    const from = { writer: index + 1, sequence: end.sequence + 1 };
    yield* cut([writer], from, { writer: index + 1, sequence: sequencesMax });
  }
  yield* cut(writers.slice(ends.length), { writer: ends.length + 1, sequence: 0 }, null);
}

function* cut(
  writers: readonly StoredWriter[],
  begin: SealPlace,
  end: SealPlace | null,
): Iterable<ChainPart> {
  let from = begin;
  let seals = 0;
  for (const { certificate, sequence: last } of writers) {
    const { number: writer } = certificate;
    let next = writer === begin.writer ? begin.sequence : 0;
    if (seals === sealsPerPart) {
      yield { from, to: { writer: writer - 1, sequence: sequencesMax } };
      from = { writer, sequence: next };
      seals = 0;
    }
    while (seals + (last - next) >= sealsPerPart) {
      const to = { writer, sequence: next + (sealsPerPart - seals) - 1 };
      yield { from, to };
      next = to.sequence + 1;
      from = { writer, sequence: next };
      seals = 0;
    }
    seals += last - next + 1;
  }
  yield { from, to: end };
}

/** From an id to the end of all rows. A decision and its outcome are in the same range. */
export async function* rowRanges(source: EvidenceSource, first: string): AsyncIterable<IdRange> {
  for (let from = first; ;) {
    const next = await source.idAfter(from, rowsPerRange);
    const to = next === undefined ? null : decisionIdOf(next);
    yield { from, to };
    if (to === null) return;
    from = to;
  }
}
