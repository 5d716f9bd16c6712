import { mkdtemp, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { auditorFiles } from "#services/auditor-files.ts";
import type { LocalDeps } from "#app/runtime/local-deps.ts";
import { knownInstallationKeys } from "#app/runtime/open-evidence.ts";
import { type ArchiveCounts, exportAudit } from "#domain/audit/archive/write-archive.ts";
import { writeTarGz } from "#domain/audit/archive/write-tar.ts";
import { canonicalJson } from "#domain/audit/format/canonical-json.ts";
import type { Head } from "#domain/audit/format/seal.ts";
import { AppError } from "#shared/errors.ts";
import { auditorReadme } from "./auditor-readme.ts";

export interface ExportedArchive extends ArchiveCounts {
  readonly files: readonly string[];
}

/** One file with everything that an auditor needs; the same evidence gives the same bytes. */
export async function exportForAuditor(
  deps: Pick<LocalDeps, "database" | "keyring" | "installationId" | "paths">,
  path: string,
): Promise<ExportedArchive> {
  const keys = [...new Set(await knownInstallationKeys(deps))].toSorted();
  // Beside the target: it is as large, and as private.
  const folder = await mkdtemp(join(dirname(path), `.${basename(path)}-`)).catch(
    (cause: unknown) => {
      const message = `${path} cannot be made: its folder is not there, or not to be written.`;
      throw new AppError("INVALID_INPUT", message, { cause });
    },
  );
  try {
    const rows = join(folder, "audit.ndjson");
    const { heads, ...counts } = await exportAudit(deps.database, rows);
    const { installationId: installation } = deps;
    const files = [
      { name: "README.md", text: auditorReadme({ installation, keys, heads, ...counts }) },
      { name: "audit.ndjson", path: rows },
      { name: "heads.jsonl", text: heads.map(headLine).join("") },
      { name: "installation-keys", text: keys.map((key) => `${key}\n`).join("") },
      ...[...auditorFiles].map(([name, text]) => ({ name, text })),
    ];
    await writeTarGz(
      path,
      files.map((file) => ({ ...file, name: `audit/${file.name}` })),
    );
    return { ...counts, files: files.map(({ name }) => name) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function headLine({ writer, sequence, head }: Head): string {
  return `${canonicalJson({ writer, sequence, head })}\n`;
}
