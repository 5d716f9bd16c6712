import type { JsonObject } from "#shared/json.ts";
import { leaves } from "./load-profile.ts";
import type { Profile } from "./profile.ts";

export interface SettingRow {
  readonly setting: string;
  readonly value: string;
  readonly origin: string;
}

/** Every setting in force with its winner; of secrets only that they are there. */
export function describeProfile(profile: Profile): readonly SettingRow[] {
  const { name, home, root, origins, ...settings } = profile;
  const place = { name, home, root };
  const rows = [...leaves(settings as unknown as JsonObject)].map(([setting, value]) => ({
    setting,
    value: typeof value === "string" ? value : JSON.stringify(value),
    origin: origins.get(setting) ?? "default",
  }));
  const secrets = Object.keys(profile.secrets).map((key) => ({
    setting: `secrets.${key}`,
    value: "(set)",
    origin: origins.get(`secrets.${key}`) ?? "default",
  }));
  const places = Object.entries(place).map(([setting, value]) => ({
    setting: `profile.${setting}`,
    value,
    origin: setting === "name" ? "chosen" : "found",
  }));
  return [...places, ...rows, ...secrets];
}
