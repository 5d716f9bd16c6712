import { AppError } from "#shared/errors.ts";
import type { Database } from "./database.ts";
import { insideOf } from "./open-database.ts";

/** Makes the n-th statement from now fail as if the database were gone; begin and commit count. */
export function failQuery(database: Database, n: number): { readonly restore: () => void } {
  let left = n;
  const observer = () => {
    left -= 1;
    if (left !== 0) return undefined;
    return new AppError("DATABASE_UNAVAILABLE", `Statement ${n} fails on purpose.`);
  };
  const { observers } = insideOf(database);
  observers.add(observer);
  return { restore: () => observers.delete(observer) };
}

/** What the work sends: the length is the k up to which an anomaly test fails statements. */
export async function countStatements(
  database: Database,
  work: () => Promise<unknown>,
): Promise<readonly string[]> {
  const seen: string[] = [];
  const observer = (text: string) => {
    seen.push(text.replace(/\s+/g, " ").trim());
    return undefined;
  };
  const { observers } = insideOf(database);
  observers.add(observer);
  try {
    await work();
  } finally {
    observers.delete(observer);
  }
  return seen;
}
