import { extensions } from "#extensions/index.ts";
import { compileKind } from "#domain/governance/secrets/added/compile-kind.ts";
import type { KindChoice } from "#domain/governance/secrets/added/select-kinds.ts";
import type { SecretKind } from "#domain/governance/secrets/kind.ts";
import { secretKinds } from "#domain/governance/secrets/kinds.ts";

/** One kind as an operator may know it; the pattern is not part of it. */
export interface ListedKind {
  readonly id: string;
  readonly title: string;
  readonly severity: SecretKind["severity"];
  /** False for one that the files switch off. */
  readonly in_force: boolean;
  /** `product`, `services` or `extension <id>`. */
  readonly added_by: string;
  readonly source: string;
  readonly remedy: string;
}

/** Every kind of credential: the product's, then what extensions and files add. */
export function listKinds({ disabled, added }: KindChoice): readonly ListedKind[] {
  const owners = new Map<string, string>(
    extensions.flatMap(({ id, secretKinds: rows = [] }) =>
      rows.map((row) => [row.id, `extension ${id}`] as const),
    ),
  );
  const describe = (kind: SecretKind, addedBy: string): ListedKind => ({
    id: kind.id,
    title: kind.title,
    severity: kind.severity,
    in_force: !disabled.includes(kind.id),
    added_by: addedBy,
    source: kind.source,
    remedy: kind.remedy,
  });
  const others = added.map(compileKind).filter((kind) => kind !== null);
  return [
    ...secretKinds.map((kind) => describe(kind, "product")),
    ...others.map((kind) => describe(kind, owners.get(kind.id) ?? "services")),
  ];
}
