/** Rules look at how a path ends, so the end of a longer one is enough. */
const pathLengthMax = 1_024;

/** Stands for a working folder that nobody named: relative paths stay inside it. */
export const unknownFolder = "/?/?";

let last = { path: "", cwd: null as string | null, resolved: "" };

/**
 * Lower-case, `/` only, `.` and `..` resolved against the folder where one is known. Several rules
 * ask for the same path one after the other: the last answer is kept.
 */
export function resolvePath(path: string, cwd: string | null): string {
  if (last.path !== path || last.cwd !== cwd) last = { path, cwd, resolved: resolve(path, cwd) };
  return last.resolved;
}

function resolve(path: string, cwd: string | null): string {
  let text = path.slice(-pathLengthMax).replaceAll("\\", "/").toLowerCase();
  if (text.startsWith("//?/")) text = text.slice(4);
  if (text.startsWith("file://")) text = text.slice(7);
  const rooted = text.startsWith("/") || text.startsWith("~") || /^[a-z]:/.test(text);
  if (!rooted && cwd !== null) text = `${cwd.toLowerCase()}/${text}`;
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !text.startsWith("/")) parts.push(part);
  }
  return (text.startsWith("/") ? "/" : "") + parts.join("/");
}
