import type { User } from "./user.ts";

/** Stands before the address of a deleted account, which is free for somebody else. */
export function disabledPrefix(id: string): string {
  return `disabled+${id}+`;
}

/** The address that a person has, or had until the account was deleted. */
export function addressOf({ id, email }: Pick<User, "id" | "email">): string {
  const prefix = disabledPrefix(id);
  return email.startsWith(prefix) ? email.slice(prefix.length) : email;
}
