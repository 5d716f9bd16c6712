import type { Extension } from "#shared/extension.ts";
import { repeated } from "./decode-extension.ts";

export type ExtensionOrder =
  | { readonly order: readonly Extension[]; readonly problems?: undefined }
  | { readonly problems: readonly string[] };

/** Sorts so that each extension comes after those it requires; the list's order decides ties. */
export function orderExtensions(extensions: readonly Extension[]): ExtensionOrder {
  const byId = new Map(extensions.map((extension) => [extension.id, extension]));
  const problems = [
    ...repeated(extensions.map(({ id }) => id)).map(
      (id) => `extension ${id}: the id is there twice`,
    ),
    ...extensions.flatMap(({ id, requires = [] }) =>
      requires
        .filter((required) => !byId.has(required))
        .map((required) => `extension ${id}: requires ${required}, which is not in the list`),
    ),
  ];
  if (problems.length > 0) return { problems };
  const order: Extension[] = [];
  for (const extension of extensions) {
    const cycle = visit(extension, byId, order, []);
    if (cycle !== null)
      return { problems: [`extensions require each other: ${cycle.join(" > ")}`] };
  }
  return { order };
}

/** Depth first; returns the path of a cycle when there is one. */
function visit(
  extension: Extension,
  byId: ReadonlyMap<string, Extension>,
  order: Extension[],
  path: readonly string[],
): readonly string[] | null {
  if (order.includes(extension)) return null;
  if (path.includes(extension.id)) return [...path, extension.id];
  for (const id of extension.requires ?? []) {
    const required = byId.get(id);
    if (required === undefined) continue;
    const cycle = visit(required, byId, order, [...path, extension.id]);
    if (cycle !== null) return cycle;
  }
  order.push(extension);
  return null;
}
