import type { SandboxPower } from "./powers.ts";
import {
  type CallNumbers,
  emptyingCalls,
  examinedCalls,
  fileModeCalls,
  namespaceCalls,
  refusedCalls,
} from "./system-calls.ts";

/** One instruction of classic BPF (linux/filter.h). */
export interface Instruction {
  readonly code: number;
  /** Instructions to skip when a comparison holds, and when it does not. */
  readonly yes: number;
  readonly no: number;
  readonly value: number;
}

/** What the filter leaves to one child. */
export interface FilterPlan {
  readonly powers: readonly SandboxPower[];
  /** Sockets of the internet. One that may connect to no port needs none, and UDP has no ports. */
  readonly network: boolean;
  /** Whether files may be emptied by path: Landlock has rules for it, or there is none. */
  readonly emptying: boolean;
}

export type FilterArchitecture = "x64" | "arm64";

/** AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64 (linux/audit.h). */
const auditArchitectures = { x64: 0xc000_003e, arm64: 0xc000_00b7 } as const;

// linux/bpf_common.h: BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_K with each comparison, BPF_RET|BPF_K.
export const instructionCodes = {
  load: 0x20,
  isEqual: 0x15,
  isAtLeast: 0x35,
  hasBits: 0x45,
  answer: 0x06,
} as const;

export const allowAnswer = 0x7fff_0000; // SECCOMP_RET_ALLOW
export const errorAnswer = 0x0005_0000; // SECCOMP_RET_ERRNO

// errno values that are the same on both architectures.
export const errno = {
  notPermitted: 1,
  accessDenied: 13,
  noSuchCall: 38,
  noProtocolOption: 92,
  protocolUnknown: 93,
  familyUnknown: 97,
} as const;

// struct seccomp_data (linux/seccomp.h).
const numberOffset = 0;
const architectureOffset = 4;
const argumentsOffset = 16;
const argumentBytes = 8;

/** Calls of the x32 ABI begin here; they do what others do under other numbers. */
const x32CallsFrom = 0x4000_0000;

// Families and protocols of socket(2).
const family = { unix: 1, inet: 2, inet6: 10, netlink: 16 } as const;
/**
 * 0, ICMP, TCP, UDP and ICMPv6. Landlock's port rules bind TCP alone: MPTCP (262) and SCTP (132)
 * reach a TCP port that no rule opens (seen with MPTCP on ABI 7).
 */
const internetProtocols = [0, 1, 6, 17, 58];
const routeProtocol = 0; // NETLINK_ROUTE, of getifaddrs(3)

/** Connects in the course of sending, past the hook that Landlock has on connect(2). */
const fastOpenFlag = 0x2000_0000;
const tcpLevel = 6;
/** TCP_ULP: puts another protocol under a connection, SMC among them. */
const upperLayerOption = 31;
/** CLONE_NEWTIME, -NS, -CGROUP, -UTS, -IPC, -USER, -PID, -NET. */
const namespaceFlags = 0x7e02_0080;
/** PR_SET_CHILD_SUBREAPER: a child's orphans stay its own, so that its end takes them along. */
const subreaperOption = 36;

const load = (offset: number): Instruction => ({
  code: instructionCodes.load,
  yes: 0,
  no: 0,
  value: offset,
});
const answer = (value: number): Instruction => ({
  code: instructionCodes.answer,
  yes: 0,
  no: 0,
  value,
});
const refuse = (number: number) => answer(errorAnswer | number);
const allow = answer(allowAnswer);

/** The next instruction runs when the accumulator equals the value, and is skipped otherwise. */
const ifEqual = (value: number): Instruction => ({
  code: instructionCodes.isEqual,
  yes: 0,
  no: 1,
  value,
});
const unlessEqual = (value: number): Instruction => ({ ...ifEqual(value), yes: 1, no: 0 });
const ifBits = (value: number): Instruction => ({
  ...ifEqual(value),
  code: instructionCodes.hasBits,
});

/** The low half: the kernel reads all arguments that are examined here as 32-bit numbers. */
const loadArgument = (index: number) => load(argumentsOffset + index * argumentBytes);

/**
 * The filter of one child. What it does not name is allowed: it closes what Landlock leaves open
 * and takes nothing that runtimes and published servers were seen to need.
 */
export function filterProgram(
  architecture: FilterArchitecture,
  plan: FilterPlan,
): readonly Instruction[] {
  const has = (power: SandboxPower) => plan.powers.includes(power);
  const refused = [
    refusedCalls,
    ...(plan.emptying ? [] : [emptyingCalls]),
    ...(has("file-modes") ? [] : [fileModeCalls]),
    ...(has("namespaces") ? [] : [namespaceCalls]),
  ];
  return [
    load(architectureOffset),
    unlessEqual(auditArchitectures[architecture]),
    refuse(errno.noSuchCall),
    load(numberOffset),
    ...(architecture === "x64"
      ? [{ ...ifEqual(x32CallsFrom), code: instructionCodes.isAtLeast }, refuse(errno.noSuchCall)]
      : []),
    // First, because some of these are called all the time; the kernel remembers which numbers are
    // allowed whatever they ask, and runs no filter for those.
    ...examinations(plan).flatMap(([numbers, body]) => onCall(architecture, numbers, body)),
    ...refused.flatMap((calls) =>
      Object.values(calls).flatMap((numbers) =>
        onCall(architecture, numbers, [refuse(errno.notPermitted)]),
      ),
    ),
    allow,
  ];
}

/** A body runs for that call alone and always ends with an answer. */
function onCall(
  architecture: FilterArchitecture,
  [x64, arm64]: CallNumbers,
  body: readonly Instruction[],
): readonly Instruction[] {
  const number = architecture === "x64" ? x64 : arm64;
  return number === null ? [] : [{ ...ifEqual(number), no: body.length }, ...body];
}

type Examination = readonly [CallNumbers, readonly Instruction[]];

function examinations({ powers, network, emptying }: FilterPlan): readonly Examination[] {
  const calls = examinedCalls;
  const ownOnly = [loadArgument(0), unlessEqual(0), refuse(errno.notPermitted), allow];
  const fastOpen = (index: number) => [
    ...[loadArgument(index), ifBits(fastOpenFlag), refuse(errno.notPermitted), allow],
  ];
  const namespaces: Examination[] = [
    [calls.clone, [loadArgument(0), ifBits(namespaceFlags), refuse(errno.notPermitted), allow]],
    // Its flags lie in memory, which no filter reads; libraries fall back to clone.
    [calls.clone3, [refuse(errno.noSuchCall)]],
  ];
  return [
    ...(emptying ? [] : openings),
    [calls.socket, socketBody(powers.includes("unix-sockets"), network)],
    [calls.sendto, fastOpen(3)],
    [calls.sendmsg, fastOpen(2)],
    [calls.sendmmsg, fastOpen(3)],
    [
      calls.setsockopt,
      [
        ...[loadArgument(1), unlessEqual(tcpLevel), allow],
        ...[loadArgument(2), ifEqual(upperLayerOption), refuse(errno.noProtocolOption), allow],
      ],
    ],
    ...(powers.includes("namespaces") ? [] : namespaces),
    [calls.prctl, [loadArgument(0), ifEqual(subreaperOption), refuse(errno.notPermitted), allow]],
    // Limits, processors and priorities of any process of the same account, the server among them.
    [calls.prlimit64, ownOnly],
    [calls.sched_setaffinity, ownOnly],
    [calls.sched_setscheduler, ownOnly],
    [calls.sched_setparam, ownOnly],
    [calls.sched_setattr, ownOnly],
    [calls.setpriority, processOnly(0)],
    [calls.ioprio_set, processOnly(1)],
  ];
}

/** O_TRUNC and what O_ACCMODE says: 1 to write, 2 for both. 0 reads, and 3 asks for nothing. */
const emptyFlag = 0x200;
const [writeBit, bothBit] = [1, 2];

/** Emptying without writing is nothing that Landlock asks about. */
const openings: readonly Examination[] = [
  [examinedCalls.openat, openBody(2)],
  [examinedCalls.open, openBody(1)],
  // Its flags lie in memory; programs fall back to openat.
  [examinedCalls.openat2, [refuse(errno.noSuchCall)]],
];

function openBody(flags: number): readonly Instruction[] {
  const isWriting = [ifBits(bothBit), refuse(errno.notPermitted), allow];
  return [
    ...[loadArgument(flags), { ...ifBits(emptyFlag), yes: 1, no: 0 }, allow],
    ...[{ ...ifBits(writeBit), no: isWriting.length }, ...isWriting],
    ...[ifBits(bothBit), allow, refuse(errno.notPermitted)],
  ];
}

/** `which` must be the process kind, and `who` the caller itself. */
function processOnly(processKind: number): readonly Instruction[] {
  return [
    ...[loadArgument(0), unlessEqual(processKind), refuse(errno.notPermitted)],
    ...[loadArgument(1), unlessEqual(0), refuse(errno.notPermitted), allow],
  ];
}

function socketBody(mayUnix: boolean, network: boolean): readonly Instruction[] {
  const ofFamily = (value: number, protocols: readonly number[]) => {
    const body = [
      loadArgument(2),
      ...protocols.flatMap((protocol) => [ifEqual(protocol), allow]),
      refuse(errno.protocolUnknown),
    ];
    return [{ ...ifEqual(value), no: body.length }, ...body];
  };
  const internet = [family.inet, family.inet6].flatMap((value) =>
    network ? ofFamily(value, internetProtocols) : [ifEqual(value), refuse(errno.accessDenied)],
  );
  return [
    loadArgument(0),
    ...internet,
    ...ofFamily(family.netlink, [routeProtocol]),
    ...[ifEqual(family.unix), mayUnix ? allow : refuse(errno.accessDenied)],
    refuse(errno.familyUnknown),
  ];
}
