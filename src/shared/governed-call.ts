import type { JsonValue } from "./json.ts";

/** Where a call came from; one decision function serves all of them. */
export const surfaces = ["mcp", "hook", "inference", "a2a"] as const;
export type Surface = (typeof surfaces)[number];

/** What an argument holds, so that it is parsed as that and as nothing else. */
export const argumentKinds = ["shell", "powershell", "sql", "path", "url", "git", "text"] as const;
export type ArgumentKind = (typeof argumentKinds)[number];

/** What access rules are written about. */
export const entityKinds = [
  "server",
  "tool",
  "agent",
  "route",
  "skill",
  "plugin",
  "marketplace",
  "model",
] as const;
export type EntityKind = (typeof entityKinds)[number];

/** A call as the decision sees it: plain data, already parsed, nothing left to fetch. */
export interface GovernedCall {
  readonly surface: Surface;
  /** The protocol's method: `tools/call`, `resources/read`, `PreToolUse`, … */
  readonly method: string;
  /** `mcp://workspace/read_file`, `hook://Bash`, … as stored in the row. */
  readonly target: string;
  /** What the access rules judge; a tool is reached through its server. */
  readonly entity: { readonly kind: EntityKind; readonly name: string; readonly server?: string };
  /** Everything that reaches the other side: arguments, URIs, prompts, `_meta`, mirrored headers. */
  readonly input: JsonValue;
  /** Declared kinds by top-level argument name; the rest is guessed from the argument's name. */
  readonly argumentKinds: Readonly<Record<string, ArgumentKind>>;
  /** The tool declares its permissions, so a name word alone does not deny it. */
  readonly declaresPermissions: boolean;
  /** Paths in arguments resolve against this folder, when one is known. */
  readonly cwd: string | null;
  /** Blocklist categories that are off, or ask instead of deny, for this very tool. */
  readonly blocklist: Readonly<Record<string, "off" | "ask" | "deny">>;
}

export const stageNames = ["credential", "scope", "secrets", "blocklist", "rate"] as const;
export type StageName = (typeof stageNames)[number];

export interface StageResult {
  readonly stage: StageName;
  readonly result: "pass" | "deny" | "ask" | "skipped";
  readonly durationUs: number;
  /** Only for the stage that objected. */
  readonly detail?: JsonValue;
  /** Ids of the exceptions without which the stage would have objected. */
  readonly exceptions?: readonly string[];
}

/** A credential that was found: where and of what kind, never the value. */
export interface Finding {
  /** `github.pat`, `aws.access-key-id`, … from the table of kinds. */
  readonly kind: string;
  /** RFC 6901 pointer into the scanned value; a key's pointer names the key itself. */
  readonly pointer: string;
  /** Public prefix + `…(length)`. */
  readonly masked: string;
  /** What to do about it, in one sentence. */
  readonly remedy: string;
}

/** The decision. A denial is a value. */
export interface Verdict {
  readonly verdict: "allow" | "deny" | "ask";
  /** Dotted id of the stage or rule that decided: `guard.secret-scan`, `access.deny-by-default`. */
  readonly policy: string;
  /** `SECRET.github.pat`, `RATE.SESSION`, …; null when allowed. */
  readonly code: string | null;
  /** One sentence for people that says what to do. */
  readonly reason: string;
  readonly stages: readonly StageResult[];
  readonly findings: readonly Finding[];
  readonly retryAfterMs?: number;
  /** A rule says that a hook may skip the user's own prompt. */
  readonly autoApprove: boolean;
}

/** What the limiter said on arrival; `govern` only reads it. */
export type RateGrant =
  | { readonly admitted: true }
  | {
      readonly admitted: false;
      readonly scope: "session" | "user" | "address";
      readonly limitPerMinute: number;
      readonly retryAfterMs: number;
    };
