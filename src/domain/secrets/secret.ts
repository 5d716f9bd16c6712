import { AppError } from "#shared/errors.ts";

/** Who a secret belongs to: the installation or one user. */
export const systemOwner = "system";

const secretNamePattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const ownerPattern = /^[0-9a-z:_.-]{1,128}$/;

/** An environment variable of a child: Linux refuses longer ones (MAX_ARG_STRLEN is 128 KiB). */
export const secretBytesMax = 65_536;

export interface SecretName {
  readonly owner: string;
  readonly name: string;
}

export function parseSecretName(owner: string, name: string): SecretName {
  if (!ownerPattern.test(owner)) {
    throw new AppError("INVALID_INPUT", "The owner of a secret is `system` or a user's id.");
  }
  if (!secretNamePattern.test(name)) {
    throw new AppError(
      "INVALID_INPUT",
      "A secret is named by a-z, 0-9, `.`, `_` and `-`, starts with a letter or digit, " +
        "and has at most 64 characters.",
    );
  }
  return { owner, name };
}

/** Refuses what no child could receive in its environment. The message never holds the value. */
export function checkSecretValue(value: string): Uint8Array {
  if (value === "") throw new AppError("INVALID_INPUT", "The value is empty; nothing was stored.");
  if (value.includes("\0") || !value.isWellFormed()) {
    throw new AppError("INVALID_INPUT", "The value holds a character that no environment carries.");
  }
  const bytes = Buffer.from(value, "utf8");
  if (bytes.length > secretBytesMax) {
    throw new AppError("INVALID_INPUT", `The value is longer than ${secretBytesMax} bytes.`);
  }
  return bytes;
}
