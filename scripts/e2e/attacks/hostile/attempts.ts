/** Every way out of its confinement that a tool server may try, by name. */
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { address, call, text, zeros } from "./kernel.ts";

export interface Targets {
  /** Name to pid: the server, a sibling, the database. */
  readonly processes: Readonly<Record<string, number>>;
  /** Name to path of a file that is none of a tool server's business. */
  readonly files: Readonly<Record<string, string>>;
  readonly folders: Readonly<Record<string, string>>;
  readonly ports: Readonly<Record<string, number>>;
  readonly sockets: Readonly<Record<string, string>>;
  readonly abstractSocket: string;
}

export type Attempts = Readonly<Record<string, () => unknown>>;

const here = process.env["HOME"] ?? "/";
const current = -100; // AT_FDCWD
const family = { unix: 1, inet: 2, packet: 17, alg: 38, vsock: 40 };
const stream = 1;
const mptcp = 262;
const fastOpen = 0x2000_0000;

export function attemptsOn(targets: Targets): Attempts {
  const each = <Item>(
    items: Readonly<Record<string, Item>>,
    of: (name: string, item: Item) => Attempts,
  ): Attempts => Object.assign({}, ...Object.entries(items).map(([name, item]) => of(name, item)));
  return {
    ...each(targets.processes, onProcess),
    ...each(targets.files, onFile),
    ...each(targets.folders, onFolder),
    ...each(targets.ports, onPort),
    ...each(targets.sockets, (name, path) => ({
      [`${name} connect`]: () => connectUnix(Buffer.from(`${path}\0`)),
    })),
    "abstract socket connect": () => connectUnix(Buffer.from(`\0${targets.abstractSocket}`)),
    ...onKernel(),
    ...onMachine(),
  };
}

function onProcess(name: string, pid: number): Attempts {
  const proc = `/proc/${String(pid)}`;
  const limit = new BigUint64Array([16n, 16n]);
  return {
    [`${name} environ`]: () => readFileSync(`${proc}/environ`),
    [`${name} mem`]: () => readFileSync(`${proc}/mem`),
    [`${name} maps`]: () => readFileSync(`${proc}/maps`),
    [`${name} fd links`]: () =>
      readdirSync(`${proc}/fd`).map((fd) => readlinkSync(`${proc}/fd/${fd}`)),
    [`${name} fd open`]: () => readFileSync(`${proc}/fd/0`),
    [`${name} cwd`]: () => readdirSync(`${proc}/cwd/`),
    [`${name} root`]: () => readFileSync(`${proc}/root/etc/hostname`),
    [`${name} memory killer's score`]: () => writeFileSync(`${proc}/oom_score_adj`, "1000"),
    [`${name} ptrace`]: () => call("ptrace", 16, pid),
    [`${name} process_vm_readv`]: () => call("process_vm_readv", pid, zeros(16), 1, zeros(16), 1),
    [`${name} pidfd_getfd`]: () => call("pidfd_getfd", call("pidfd_open", pid), 0),
    [`${name} kill`]: () => process.kill(pid, "SIGCONT"),
    [`${name} stop`]: () => process.kill(pid, "SIGSTOP"),
    [`${name} tgkill`]: () => call("tgkill", pid, pid, 18),
    [`${name} pidfd_send_signal`]: () => call("pidfd_send_signal", call("pidfd_open", pid), 18),
    [`${name} rlimit`]: () => call("prlimit64", pid, 7, address(limit)),
    [`${name} processors`]: () => call("sched_setaffinity", pid, 8, address(new Uint8Array([1]))),
    [`${name} priority`]: () => call("setpriority", 0, pid, 19),
    [`${name} namespace`]: () => call("setns", call("pidfd_open", pid), 0x1000_0000),
  };
}

function onFile(name: string, path: string): Attempts {
  const own = `${here}/${name.replaceAll(/\W/g, "-")}`;
  return {
    [`${name} read`]: () => readFileSync(path),
    [`${name} write`]: () => writeFileSync(path, "x", { flag: "a" }),
    [`${name} replace`]: () => renameSync(`${here}/replacement`, path),
    [`${name} remove`]: () => rmSync(path),
    [`${name} hard link`]: () => linkSync(path, own),
    [`${name} symbolic link`]: () => {
      symlinkSync(path, `${own}-link`);
      return readFileSync(`${own}-link`);
    },
    [`${name} mode`]: () => call("fchmodat", current, text(path), 0o666),
    [`${name} owner`]: () => call("fchownat", current, text(path), process.getuid?.() ?? 0, -1),
    [`${name} attribute`]: () =>
      call("setxattr", text(path), text("user.hostile"), text("x"), 1, 0),
  };
}

function onFolder(name: string, path: string): Attempts {
  return {
    [`${name} list`]: () => readdirSync(path),
    [`${name} new file`]: () => writeFileSync(`${path}/hostile`, "x"),
    [`${name} new folder`]: () => mkdirSync(`${path}/hostile-folder`),
    [`${name} mode`]: () => call("fchmodat", current, text(path), 0o777),
  };
}

function onPort(name: string, port: number): Attempts {
  // struct sockaddr_in of 127.0.0.1
  const to = Buffer.from([
    family.inet,
    0,
    port >> 8,
    port & 0xff,
    127,
    0,
    0,
    1,
    ...Array(8).fill(0),
  ]);
  const connect = (socket: number) => call("connect", socket, address(to), to.length);
  return {
    [`${name} TCP`]: () => connect(call("socket", family.inet, stream, 0)),
    [`${name} MPTCP`]: () => connect(call("socket", family.inet, stream, mptcp)),
    [`${name} fast open`]: () =>
      call(
        "sendto",
        call("socket", family.inet, stream, 0),
        text("x"),
        1,
        fastOpen,
        address(to),
        16,
      ),
  };
}

function connectUnix(name: Buffer): number {
  const to = Buffer.concat([Buffer.from([family.unix, 0]), name]);
  return call("connect", call("socket", family.unix, stream, 0), address(to), to.length);
}

function onKernel(): Attempts {
  const userNamespace = 0x1000_0000;
  return {
    "user namespace": () => call("unshare", userNamespace),
    "user namespace by clone3": () => call("clone3", zeros(88), 88),
    mount: () => call("mount", text("none"), text(here), text("tmpfs"), 0, 0),
    chroot: () => call("chroot", text(here)),
    userfaultfd: () => call("userfaultfd", 1),
    io_uring: () => call("io_uring_setup", 4, zeros(120)),
    bpf: () => call("bpf", 0, zeros(72), 72),
    perf_event_open: () => call("perf_event_open", zeros(128), 0, -1, -1, 0),
    "session keyring": () => call("keyctl", 0, -3, 1),
    "user keyring": () => call("add_key", text("user"), text("hostile"), text("x"), 1, -4),
    "shared memory": () => call("shmget", 4_711, 4_096, 0o1666),
    "message queue": () => call("mq_open", text("hostile"), 0o102, 0o600, 0),
    "file handle": () => call("open_by_handle_at", current, zeros(144), 0),
    "packet socket": () => call("socket", family.packet, 3, 0),
    "virtual machine socket": () => call("socket", family.vsock, stream, 0),
    "kernel cipher socket": () => call("socket", family.alg, 5, 0),
    "become root": () => call("setuid", 0),
    "no subreaper": () => call("prctl", 36, 0),
  };
}

function onMachine(): Attempts {
  const unlimited = new BigUint64Array([1n << 30n, 1n << 30n]);
  return {
    "own file limit": () => call("prlimit64", 0, 7, address(unlimited)),
    "own process limit": () => call("prlimit64", 0, 6, address(unlimited)),
    "a kernel setting": () => writeFileSync("/proc/sys/vm/drop_caches", "1"),
    "shared memory file": () => writeFileSync("/dev/shm/hostile", "x"),
    "temporary file": () => writeFileSync("/tmp/hostile-file", "x"),
    "account data": () => readFileSync("/etc/shadow"),
    "setuid program": () => {
      const run = Bun.spawnSync(["/usr/bin/su", "-c", "id -u"], { stdin: "ignore" });
      if (run.stdout.toString().trim() === "0") return "root";
      throw Object.assign(new Error("su"), { code: "EPERM" });
    },
  };
}

/** What no Landlock version covers: told of in the product's own words. */
export function openings(targets: Targets): Attempts {
  const pid = targets.processes["server"] ?? 0;
  const key = targets.files["master key"] ?? "";
  const folder = targets.folders["state"] ?? "";
  return {
    "command line of the server": () => readFileSync(`/proc/${String(pid)}/cmdline`),
    "size of the master key": () => statSync(key).size,
    "names that change in the state folder": () =>
      call("inotify_add_watch", call("inotify_init1", 0), text(folder), 0xfff),
    "a UDP socket": () => call("socket", family.inet, 2, 0),
  };
}
