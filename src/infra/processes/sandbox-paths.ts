import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { AppError } from "#shared/errors.ts";
import { findCommand } from "./find-command.ts";
import type { Sandbox } from "./confinement/landlock.ts";
import { readHead } from "./read-head.ts";
import { sourceRoot } from "./self-command.ts";

/** Programs and libraries of the system. */
const systemExecute = [
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/lib32",
  "/lib64",
  "/libx32",
  "/nix/store",
];
/** What programs read to start, to resolve names and to verify TLS; no account data. */
// prettier-ignore
const systemRead = [
  "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/etc/resolv.conf", "/etc/hosts",
  "/etc/host.conf", "/etc/gai.conf", "/etc/nsswitch.conf", "/etc/passwd", "/etc/group",
  "/etc/localtime", "/etc/timezone", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d",
  "/etc/ld.so.preload", "/etc/services", "/etc/protocols", "/etc/alternatives", "/etc/os-release",
  "/etc/mime.types", "/etc/inputrc", "/etc/terminfo", "/etc/python3", "/etc/gitconfig",
  "/dev/urandom", "/dev/random", "/dev/zero",
  // Runtimes read their own folder under /proc. The environment, memory and descriptors of others
  // stay closed: the kernel refuses to let a confined process look into one outside its domain.
  "/proc", "/sys/devices/system/cpu", "/sys/fs/cgroup",
];
const systemWrite = ["/dev/null"];
/** The product's own files that a child of itself reads when it runs from source. */
const sourceFolders = ["src", "extensions", "services", "sql", "node_modules", "package.json"];
/** A folder that holds the protected one is opened entry by entry; more entries are refused. */
const expandedEntriesMax = 4_096;

const outsideStateOnly =
  "A folder that this server asks for lies inside .systemprompt, of which tool servers reach the " +
  "workspace alone. Name a folder elsewhere.";

export interface SandboxRequest {
  /** Absolute path of the program and its arguments. */
  readonly file: string;
  /** The program is this product itself, whose files are known. */
  readonly isSelf: boolean;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly searchPath: string;
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly connectPorts: readonly number[];
  readonly landlockAbi: number;
  readonly privateFolder: string;
  /** `.systemprompt`: keys, profile, logs, other children. Never reachable. */
  readonly stateFolder: string;
  /** Never opened as a program's package, whatever lies in them. */
  readonly homes: readonly string[];
  /** Folders inside the state folder that are meant for tools. */
  readonly openStateFolders: readonly string[];
}

/** The default confinement of a child: its program, its folder, what was declared, nothing else. */
export function planSandbox(request: SandboxRequest): Sandbox {
  const guard = (paths: readonly string[]) => paths.flatMap((path) => aroundState(path, request));
  const programs = request.isSelf
    ? []
    : [request.file, ...interpreters(request), ...argumentFiles(request)];
  const self = request.isSelf ? selfPaths() : { execute: [], list: [] };
  return {
    execute: [
      ...systemExecute,
      // What may be read may run: an interpreter would run it anyway.
      ...self.execute,
      ...guard([...programs.flatMap((file) => packagePaths(file, request)), request.cwd]),
      ...guard(request.read),
    ],
    read: systemRead,
    list: [
      ...self.list,
      ...programs.flatMap(moduleHolders).filter((path) => !holdsState(path, request)),
    ],
    write: [...systemWrite, request.privateFolder, ...guard(request.write)],
    landlockAbi: request.landlockAbi,
    connectPorts: request.connectPorts,
  };
}

/** The executable is one file; from source it is the runtime and the folders it imports from. */
function selfPaths(): { execute: string[]; list: string[] } {
  const program = realpathSync(process.execPath);
  const root = sourceRoot();
  if (root === null) return { execute: [program], list: [] };
  return { execute: [program, ...sourceFolders.map((name) => join(root, name))], list: [root] };
}

/** Files among the arguments are scripts; a flag or a folder is not. */
function argumentFiles(request: SandboxRequest): string[] {
  return request.args
    .filter((argument) => !argument.startsWith("-"))
    .map((argument) => resolve(request.cwd, argument))
    .filter((path) => existsSync(path) && statSync(path).isFile());
}

/** The programs that a `#!` line names. */
function interpreters(request: SandboxRequest): string[] {
  const head = readHead(request.file, interpreterBytesMax).toString("latin1");
  if (!head.startsWith("#!")) return [];
  const words = (head.slice(2).split("\n")[0] ?? "").trim().split(/\s+/);
  return words
    .filter((word) => !word.startsWith("-") && !word.includes("="))
    .map((word) => findCommand(word, request.searchPath, "/"));
}

/** The kernel itself reads no more of a `#!` line. */
const interpreterBytesMax = 256;

/** The file, and the package that it belongs to with that package's own dependencies. */
function packagePaths(file: string, request: SandboxRequest): string[] {
  const path = realpathSync(file);
  const modules = path.indexOf("/node_modules/");
  if (modules !== -1) return [path.slice(0, modules + "/node_modules".length)];
  const folder = dirname(path);
  // A runtime installed for one account: <prefix>/bin/node with its library beside it.
  if (basename(folder) === "bin" && existsSync(join(folder, "../lib"))) {
    return [folder, join(folder, "../lib")];
  }
  for (let at = folder; isPackageFolder(at, request); at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) return [at];
  }
  return [path];
}

/** Where the homes of people lie; the server's own account may be another one. */
const homesFolders = ["/home", "/Users"];

/** A stray package.json in a home or beside the state folder would open all that lies there. */
function isPackageFolder(folder: string, request: SandboxRequest): boolean {
  const closed = [...request.homes, request.stateFolder, "/root"].map(realOrSame);
  if (homesFolders.some((homes) => folder === homes || dirname(folder) === homes)) return false;
  if (existsSync(join(folder, ".systemprompt"))) return false;
  return !closed.some((path) => contains(folder, path));
}

/** Bun finds `node_modules` only by listing the folder that holds it; Node does not need to. */
function moduleHolders(file: string): string[] {
  const path = realpathSync(file);
  const modules = path.indexOf("/node_modules/");
  return modules > 0 ? [path.slice(0, modules)] : [];
}

function holdsState(path: string, request: SandboxRequest): boolean {
  return contains(path, realOrSame(request.stateFolder));
}

/**
 * Landlock only adds: a folder that holds the state folder is replaced by its other entries. A path
 * inside the state folder is refused, except the folders that are meant for tools.
 */
function aroundState(path: string, request: SandboxRequest): string[] {
  const real = existsSync(path) ? realpathSync(path) : resolve(path);
  const state = realOrSame(request.stateFolder);
  const open = [...request.openStateFolders, request.privateFolder].map(realOrSame);
  if (open.some((folder) => contains(folder, real))) return [real];
  if (contains(state, real)) {
    throw new AppError("CONFIG_INVALID", outsideStateOnly, {
      details: { path },
    });
  }
  return contains(real, state) ? entriesAround(real, state) : [real];
}

function entriesAround(folder: string, state: string): string[] {
  const names = readdirSync(folder);
  if (names.length > expandedEntriesMax) {
    throw new AppError("CONFIG_INVALID", "A sandbox folder around the state folder is too large.");
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    if (path === state) return [];
    return contains(path, state) ? entriesAround(path, state) : [path];
  });
}

function realOrSame(path: string): string {
  return existsSync(path) ? realpathSync(path) : resolve(path);
}

function contains(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}
