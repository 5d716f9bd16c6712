import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { version } from "#shared/version.ts";

/** SHA-256 of the running executable: every decision names the code that made it. */
export async function executableDigest(): Promise<string> {
  const hash = createHash("sha256").update(version);
  for await (const chunk of createReadStream(process.execPath)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
