import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Draw } from "#domain/governance/secrets/kind.ts";

const root = join(import.meta.dir, "..", "..", "..");
/** About what an agent reads or writes at a time. */
const charactersMax = 2_000;
const fileBytesMax = 600_000;

const wanted = /\.(?:js|mjs|cjs|ts|mts|map|json|jsonc|md|txt|sql|sh|ya?ml|css|html)$|LICEN[CS]E/;

/**
 * These put credentials together from their parts on purpose, which is one of the things that are
 * searched for, so they are no proof of quiet.
 */
const assembles = /\/src\/.*\.test\.ts$|\/src\/domain\/governance\/secrets\//;

/** A file of this machine that holds no credential. */
export interface Found {
  readonly path: string;
  readonly text: string;
}

function pathsUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(join(root, "src")) || !assembles.test(path))
    .sort();
}

function pieceOf(path: string, draw: Draw): Found | null {
  if (Bun.file(path).size > fileBytesMax) return null;
  const text = readFileSync(path, "utf8");
  const start = draw.below(Math.max(1, text.length - charactersMax));
  const piece = text.slice(start, start + charactersMax);
  return piece.trim() === "" ? null : { path: path.slice(root.length + 1), text: piece };
}

/**
 * Pieces of the files of installed packages and of this project: sources, declarations, minified
 * code, source maps, lock files, documentation, licences.
 */
export function piecesOfFiles(draw: Draw, count: number): Found[] {
  const paths = ["node_modules", "src", "services", "sql", "demo"].flatMap(pathsUnder);
  paths.push(join(root, "bun.lock"));
  const pieces: Found[] = [];
  for (let tries = 0; pieces.length < count && tries < count * 3; tries += 1) {
    const piece = pieceOf(paths[draw.below(paths.length)] ?? "", draw);
    if (piece !== null) pieces.push(piece);
  }
  return pieces;
}
