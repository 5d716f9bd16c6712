import { AppError } from "#shared/errors.ts";
import type { Noun, ParsedArguments, Verb } from "#entry/cli/command.ts";

const columns = [
  { key: "tier", heading: "TIER" },
  { key: "session_per_minute", heading: "SESSION/MIN", align: "right" },
  { key: "session_burst", heading: "SESSION BURST", align: "right" },
  { key: "user_per_minute", heading: "USER/MIN", align: "right" },
  { key: "user_burst", heading: "USER BURST", align: "right" },
  { key: "burst_seconds", heading: "BURST WINDOW (S)", align: "right" },
] as const;

const show: Verb = {
  summary: "Show the limits of each tier that the files and the profile say",
  description:
    "A session may make so many requests in any minute, and so many in any burst window; all sessions of a user together have the user's limit. Anonymous callers are counted by address.",
  async run(context) {
    const { openProfile } = await import("#app/runtime/open-profile.ts");
    const { openPolicy } = await import("#app/governance/open-policy.ts");
    const { policy } = openPolicy(openProfile({ profile: context.flags.profile }).profile);
    const rows = Object.entries(policy.rates.tiers).map(([tier, limits]) => ({
      tier,
      session_per_minute: limits.sessionPerMinute,
      session_burst: limits.burstPerWindow,
      user_per_minute: limits.userPerMinute,
      user_burst: limits.userBurstPerWindow,
      burst_seconds: policy.rates.burstWindowMs / 1_000,
    }));
    context.out.table(rows, columns);
  },
};

const number = (placeholder: string, description: string) =>
  ({ type: "string", placeholder, description }) as const;

const set: Verb = {
  summary: "Change limits in the governance file, its comments kept",
  description: "A running server applies the change by itself.",
  arguments: {
    "per-session": number("N", "Requests of one session in any minute, before multipliers"),
    tier: number("T", "The tier that --multiplier is for"),
    multiplier: number("X", "What the tier may make of the session's limit"),
    burst: number("X", "How much faster than the even pace a burst may be"),
    "burst-seconds": number("N", "Length of the burst window"),
    "user-ceiling": number("X", "A user's budget, as a multiple of one session's"),
  },
  examples: [
    "systemprompt admin rate-limits set --per-session 600",
    "systemprompt admin rate-limits set --tier service --multiplier 8",
  ],
  async run(context, parsed) {
    const { tiers } = await import("#shared/principal.ts");
    const settings = readSettings(parsed, tiers);
    const { changeRates } = await import("#app/governance/change-rates.ts");
    const result = await changeRates(await context.open(), settings);
    if (result.overridden) context.out.note("The profile sets limits of its own, which win.");
    context.out.document(result, () =>
      result.changed ? `Written to ${result.file}.` : `Nothing to change in ${result.file}.`,
    );
  },
};

/** Flag to the setting's path; bounds are the file's schema's. */
const paths: Readonly<Record<string, readonly string[]>> = {
  "per-session": ["per_session_per_minute"],
  burst: ["burst", "multiplier"],
  "burst-seconds": ["burst", "window_seconds"],
  "user-ceiling": ["user_ceiling"],
};

function readSettings(parsed: ParsedArguments, tiers: readonly string[]) {
  const settings = Object.entries(paths).flatMap(([flag, path]) => {
    const value = readNumber(parsed, flag);
    return value === undefined ? [] : [{ path, value }];
  });
  const tier = parsed.optionalText("tier");
  const multiplier = readNumber(parsed, "multiplier");
  if ((tier === undefined) !== (multiplier === undefined)) {
    throw new AppError("USAGE", "--tier and --multiplier go together.");
  }
  if (tier !== undefined && multiplier !== undefined) {
    if (!tiers.includes(tier)) throw new AppError("USAGE", `There is no tier ${tier}.`);
    settings.push({ path: ["multipliers", tier], value: multiplier });
  }
  if (settings.length === 0) throw new AppError("USAGE", "Name at least one limit to change.");
  return settings;
}

function readNumber(parsed: ParsedArguments, flag: string): number | undefined {
  const text = parsed.optionalText(flag);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}(?:\.\d{1,6})?$/.test(text)) {
    throw new AppError("USAGE", `--${flag} needs a number.`);
  }
  return Number(text);
}

export const rateLimits: Noun = {
  summary: "How many requests sessions and users may make",
  verbs: { show, set },
};
