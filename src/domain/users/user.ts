import { AppError } from "#shared/errors.ts";
import { type Tier, tiers } from "#shared/principal.ts";

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Tier;
  readonly departments: readonly string[];
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

/** RFC 5321, section 4.5.3.1.3, less the angle brackets. */
const emailCharactersMax = 254;
const nameCharactersMax = 200;
const departmentsMax = 32;
const emailPattern = /^[^\s@<>"',;:\\()[\]]+@[^\s@<>"',;:\\()[\]]+$/;
const departmentPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** `anonymous` is what a caller without a credential is; nobody is assigned to it. */
export const assignableTiers = tiers.filter((tier) => tier !== "anonymous");

/** E-mail addresses are compared and stored in lower case. */
export function parseEmail(text: string): string {
  const email = text.trim().normalize("NFC").toLowerCase();
  if (email.length > emailCharactersMax || !emailPattern.test(email)) {
    throw new AppError("INVALID_INPUT", "The e-mail address is not valid.");
  }
  return email;
}

export function parseName(text: string): string {
  const name = text.trim().normalize("NFC");
  if (name === "" || name.length > nameCharactersMax || /\p{Cc}/u.test(name)) {
    throw new AppError(
      "INVALID_INPUT",
      `A name has 1 to ${nameCharactersMax} characters and no control characters.`,
    );
  }
  return name;
}

/** A user has exactly one tier, so exactly one word is accepted. */
export function parseTier(text: string): Tier {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  const choices = assignableTiers.join(", ");
  if (words.length !== 1) {
    throw new AppError("USAGE", `A user has exactly one role: give one of ${choices}.`);
  }
  const tier = assignableTiers.find((candidate) => candidate === words[0]);
  if (tier !== undefined) return tier;
  throw new AppError("USAGE", `There is no such role to assign: give one of ${choices}.`);
}

export function parseDepartments(words: readonly string[]): readonly string[] {
  const departments = [...new Set(words.map((word) => word.trim().toLowerCase()))].sort();
  if (departments.length > departmentsMax) {
    throw new AppError("INVALID_INPUT", `A user has at most ${departmentsMax} departments.`);
  }
  for (const department of departments) {
    if (!departmentPattern.test(department)) {
      throw new AppError("INVALID_INPUT", "A department is named by a-z, 0-9, - and _.");
    }
  }
  return departments;
}
