import type { Reaction, BlocklistCategory } from "../blocklist/categories.ts";
import type { FindException } from "../blocklist/exceptions.ts";
import type { AccessIndex } from "../access/access-index.ts";
import type { ArgumentKind } from "#shared/governed-call.ts";
import type { JsonValue } from "#shared/json.ts";
import type { KindChoice } from "../secrets/added/select-kinds.ts";
import type { KindSelection } from "../secrets/kind.ts";
import type { RatePolicy } from "../limits/rate-policy.ts";
import type { SecretScan } from "../secrets/scan-value.ts";

export type SecretScanner = (input: JsonValue) => SecretScan;

/** What an operator's file says of one tool. */
export interface ToolPolicy {
  readonly argumentKinds: Readonly<Record<string, ArgumentKind>>;
  readonly declaresPermissions: boolean;
  readonly blocklist: Readonly<Record<string, Reaction>>;
}

/** Everything that decides, compiled once from the files and never changed: a reload swaps it. */
export interface PolicySnapshot {
  /** SHA-256 of the files it was compiled from; named in every row. */
  readonly hash: string;
  readonly access: AccessIndex;
  readonly scanSecrets: SecretScanner;
  /** The kinds that count, compiled; and as data, for a search elsewhere than in this thread. */
  readonly kinds: KindSelection;
  readonly kindChoice: KindChoice;
  /** Every kind, those switched off too: what a sealed row must not hold. */
  readonly everyKind: KindSelection;
  readonly blocklist: Readonly<Record<BlocklistCategory, Reaction>>;
  /** What lets a match of the blocklist pass; null without exceptions. */
  readonly findException: FindException | null;
  readonly rates: RatePolicy;
  /** By rule text of the tool: `mcp://workspace/read_file`. */
  readonly tools: ReadonlyMap<string, ToolPolicy>;
  /** By server name: what holds for a tool that its file does not name. */
  readonly servers: ReadonlyMap<string, ToolPolicy>;
}
