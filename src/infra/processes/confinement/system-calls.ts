/**
 * Numbers of the calls that the filter names: x64, arm64; null where the architecture has none.
 * Source: the kernel's syscall_64.tbl of x86 and include/uapi/asm-generic/unistd.h.
 */
export type CallNumbers = readonly [x64: number, arm64: number | null];

/** Calls that no tool server needs and that reach past Landlock. Refused whatever they ask. */
// prettier-ignore
export const refusedCalls = {
  // Memory, registers and descriptors of other processes.
  ptrace: [101, 117], process_vm_readv: [310, 270], process_vm_writev: [311, 271],
  pidfd_getfd: [438, 438], kcmp: [312, 272], process_madvise: [440, 440],
  process_mrelease: [448, 448], perf_event_open: [298, 241],
  // Large and often broken parts of the kernel. A ring does sockets and files past this filter.
  bpf: [321, 280], userfaultfd: [323, 282], io_uring_setup: [425, 425],
  io_uring_enter: [426, 426], io_uring_register: [427, 427], fanotify_init: [300, 262],
  open_by_handle_at: [304, 265], lookup_dcookie: [212, 18], modify_ldt: [154, null],
  // Keyrings are shared by all processes of an account.
  keyctl: [250, 219], add_key: [248, 217], request_key: [249, 218],
  // The machine itself.
  init_module: [175, 105], finit_module: [313, 273], delete_module: [176, 106],
  kexec_load: [246, 104], kexec_file_load: [320, 294], reboot: [169, 142],
  swapon: [167, 224], swapoff: [168, 225], acct: [163, 89], quotactl: [179, 60],
  quotactl_fd: [443, 443], syslog: [103, 116], settimeofday: [164, 170],
  clock_settime: [227, 112], adjtimex: [159, 171], clock_adjtime: [305, 266],
  sethostname: [170, 161], setdomainname: [171, 162], vhangup: [153, 58],
  iopl: [172, null], ioperm: [173, null], migrate_pages: [256, 238], move_pages: [279, 239],
  mount: [165, 40], umount2: [166, 39], pivot_root: [155, 41],
  move_mount: [429, 429], open_tree: [428, 428], fsopen: [430, 430], fsconfig: [431, 431],
  fsmount: [432, 432], fspick: [433, 433], mount_setattr: [442, 442],
  // System V and POSIX queues have names that all processes share and that no Landlock rule knows.
  shmget: [29, 194], shmat: [30, 196], shmctl: [31, 195], semget: [64, 190],
  semctl: [66, 191], semop: [65, 193], semtimedop: [220, 192], msgget: [68, 186],
  msgsnd: [69, 189], msgrcv: [70, 188], msgctl: [71, 187],
  mq_open: [240, 180], mq_unlink: [241, 181],
  // Who may open every file may label every file, and Landlock has no rule for labels.
  setxattr: [188, 5], lsetxattr: [189, 6], removexattr: [197, 14], lremovexattr: [198, 15],
  setxattrat: [463, 463], removexattrat: [466, 466],
} as const satisfies Record<string, CallNumbers>;

/**
 * Landlock has no rule for a change of mode or owner by path: a child that shares the server's
 * account could open the master key to everybody or lock the profile. On an open descriptor the
 * same changes stay possible, because opening asked Landlock. One with an account of its own owns
 * nothing of ours.
 */
// prettier-ignore
export const fileModeCalls = {
  chmod: [90, null], fchmodat: [268, 53], fchmodat2: [452, 452], chown: [92, null],
  lchown: [94, null], fchownat: [260, 54], file_setattr: [469, 469],
} as const satisfies Record<string, CallNumbers>;

/** Empties a file by its path. Older Landlock knows no rule for that. */
export const emptyingCalls = {
  truncate: [76, 45],
} as const satisfies Record<string, CallNumbers>;

export const namespaceCalls = {
  unshare: [272, 97],
  setns: [308, 268],
  chroot: [161, 51],
} as const satisfies Record<string, CallNumbers>;

/** Refused only with certain arguments. */
// prettier-ignore
export const examinedCalls = {
  socket: [41, 198], sendto: [44, 206], sendmsg: [46, 211], sendmmsg: [307, 269],
  setsockopt: [54, 208], clone: [56, 220], clone3: [435, 435], prctl: [157, 167],
  prlimit64: [302, 261], sched_setaffinity: [203, 122], sched_setscheduler: [144, 119],
  sched_setparam: [142, 118], sched_setattr: [314, 274], setpriority: [141, 140],
  ioprio_set: [251, 30], open: [2, null], openat: [257, 56], openat2: [437, 437],
} as const satisfies Record<string, CallNumbers>;
