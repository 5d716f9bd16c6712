/** Revisions with per-request metadata, newest first. */
export const modernVersions = ["2026-07-28"] as const;

/** Revisions with the `initialize` handshake, newest first. */
export const legacyVersions = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"] as const;

export type ModernVersion = (typeof modernVersions)[number];
export type LegacyVersion = (typeof legacyVersions)[number];

export const supportedVersions: readonly string[] = [...modernVersions, ...legacyVersions];

export function isModernVersion(version: string): version is ModernVersion {
  return modernVersions.some((known) => known === version);
}

export function isLegacyVersion(version: string): version is LegacyVersion {
  return legacyVersions.some((known) => known === version);
}
