/** Builds `dist/systemprompt` and its delivered form, and prints both sizes. */
import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { constants, zstdCompressSync } from "node:zlib";
import { join } from "node:path";

const root = join(import.meta.dir, "..");
const out = join(root, "dist", "systemprompt");
/** Level 19 gives 44 MB; the window of 2^27 bytes lets one file refer to itself as a whole. */
const delivered = { level: 19, windowLog: 27 };

/** An import that is left open would be looked for in the working directory, and run. */
const rejecting: object = { rejectUnresolved: true };

async function build(): Promise<void> {
  mkdirSync(join(root, "dist"), { recursive: true });
  const partial = `${out}.partial`;
  const result = await Bun.build({
    // The first is the program; workers start from the others, by their paths below the root.
    entrypoints: [
      join(root, "src", "main.ts"),
      join(root, "src", "domain", "governance", "secrets", "scan-worker.ts"),
      join(root, "src", "domain", "audit", "verify", "run", "verify-worker.ts"),
    ],
    root,
    ...rejecting,
    target: "bun",
    format: "esm",
    bytecode: true,
    minify: { syntax: true, whitespace: true },
    sourcemap: "none",
    throw: false,
    compile: {
      outfile: partial,
      autoloadDotenv: false,
      autoloadBunfig: false,
      autoloadTsconfig: false,
      autoloadPackageJson: false,
    },
  });
  if (!result.success) throw new AggregateError(result.logs, "the build failed");
  chmodSync(partial, 0o755);
  renameSync(partial, out);
}

function deliver(): number {
  const bytes = zstdCompressSync(readFileSync(out), {
    params: {
      [constants.ZSTD_c_compressionLevel]: delivered.level,
      [constants.ZSTD_c_windowLog]: delivered.windowLog,
    },
  });
  writeFileSync(`${out}.zst`, bytes);
  return bytes.length;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

await build();
console.log(`dist/systemprompt      ${megabytes(statSync(out).size)}`);
if (!process.argv.includes("--executable-only")) {
  console.log(`dist/systemprompt.zst  ${megabytes(deliver())}`);
}
