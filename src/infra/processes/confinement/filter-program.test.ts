import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  allowAnswer,
  errno,
  errorAnswer,
  type FilterArchitecture,
  filterProgram,
  type Instruction,
  instructionCodes,
} from "./filter-program.ts";
import { type SandboxPower, sandboxPowers } from "./powers.ts";
import {
  emptyingCalls,
  examinedCalls,
  fileModeCalls,
  namespaceCalls,
  refusedCalls,
} from "./system-calls.ts";

const architectures = ["x64", "arm64"] as const;
const auditNumbers = { x64: 0xc000003e, arm64: 0xc00000b7 };

/** Runs a program as the kernel does; a jump past the end or no answer is a broken program. */
function answerOf(
  program: readonly Instruction[],
  architecture: number,
  number: number,
  args: readonly number[] = [],
): number {
  const memory = new Map<number, number>([
    [0, number],
    [4, architecture],
    ...args.map((value, index) => [16 + index * 8, value >>> 0] as const),
  ]);
  let accumulator = 0;
  for (let at = 0; at < program.length; at++) {
    const { code, yes, no, value } = program[at] ?? { code: 0, yes: 0, no: 0, value: 0 };
    if (code === instructionCodes.answer) return value;
    if (code === instructionCodes.load) accumulator = memory.get(value) ?? 0;
    else if (code === instructionCodes.isEqual) at += accumulator === value ? yes : no;
    else if (code === instructionCodes.isAtLeast) at += accumulator >= value ? yes : no;
    else if (code === instructionCodes.hasBits) at += (accumulator & value) !== 0 ? yes : no;
    else throw new Error(`instruction ${code}`);
  }
  throw new Error("the program ended without an answer");
}

function ask(
  architecture: FilterArchitecture,
  powers: readonly SandboxPower[],
  call: readonly [number, number | null],
  args: readonly number[] = [],
): number {
  const number = architecture === "x64" ? call[0] : call[1];
  if (number === null) throw new Error("no such call there");
  const program = filterProgram(architecture, { powers, network: true, emptying: true });
  return answerOf(program, auditNumbers[architecture], number, args);
}

const refused = (number: number) => errorAnswer | number;
const nothing = refused(errno.notPermitted);

describe.each(architectures)("M18 the filter of system calls on %s", (architecture) => {
  const exists = ([, arm64]: readonly [number, number | null]) =>
    architecture === "x64" || arm64 !== null;

  test("refuses what reaches past Landlock, whatever is declared", () => {
    for (const call of Object.values(refusedCalls).filter(exists)) {
      expect(ask(architecture, [...sandboxPowers], call)).toBe(nothing);
    }
  });

  test.each([
    ["file-modes", fileModeCalls],
    ["namespaces", namespaceCalls],
  ] as const)("leaves %s to who declares it, to nobody else", (power, calls) => {
    for (const call of Object.values(calls).filter(exists)) {
      expect(ask(architecture, [], call)).toBe(nothing);
      expect(ask(architecture, [power], call)).toBe(allowAnswer);
    }
  });

  const stream = 1;
  test.each([
    ["TCP", [2, stream, 0], allowAnswer],
    ["TCP over IPv6 by name", [10, stream | 0o2000000, 6], allowAnswer],
    ["UDP", [2, 2, 17], allowAnswer],
    ["the list of interfaces", [16, 3, 0], allowAnswer],
    ["MPTCP", [2, stream, 262], refused(errno.protocolUnknown)],
    ["SCTP over IPv6", [10, stream, 132], refused(errno.protocolUnknown)],
    ["audit messages", [16, 3, 9], refused(errno.protocolUnknown)],
    ["a path socket", [1, stream, 0], refused(errno.accessDenied)],
    ["a socket to the host machine", [40, stream, 0], refused(errno.familyUnknown)],
    ["a kernel cipher", [38, 5, 0], refused(errno.familyUnknown)],
    ["SMC", [43, stream, 0], refused(errno.familyUnknown)],
    ["a packet socket", [17, 3, 0], refused(errno.familyUnknown)],
  ])("answers a socket for %s", (_what, args, expected) => {
    expect(ask(architecture, [], examinedCalls.socket, args)).toBe(expected);
  });

  test("opens path sockets to who declares them and no other family", () => {
    const socket = (args: number[]) =>
      ask(architecture, ["unix-sockets"], examinedCalls.socket, args);
    expect(socket([1, 1, 0])).toBe(allowAnswer);
    expect(socket([40, 1, 0])).toBe(refused(errno.familyUnknown));
  });

  test("gives no socket of the internet to who may connect to no port", () => {
    const program = filterProgram(architecture, {
      powers: [...sandboxPowers],
      network: false,
      emptying: true,
    });
    const number = examinedCalls.socket[architecture === "x64" ? 0 : 1];
    const socket = (args: number[]) => answerOf(program, auditNumbers[architecture], number, args);
    for (const family of [2, 10]) {
      expect(socket([family, 2, 17])).toBe(refused(errno.accessDenied));
      expect(socket([family, stream, 0])).toBe(refused(errno.accessDenied));
    }
    expect(socket([16, 3, 0])).toBe(allowAnswer);
  });

  test("lets a file be emptied only by who writes where Landlock has no rule for it", () => {
    const program = filterProgram(architecture, { powers: [], network: true, emptying: false });
    const asked = (call: readonly [number, number | null], args: number[]) => {
      const number = call[architecture === "x64" ? 0 : 1];
      return number === null ? null : answerOf(program, auditNumbers[architecture], number, args);
    };
    const empty = 0x200;
    const modes = [0, 1, 2, 3];
    const answers = [nothing, allowAnswer, allowAnswer, nothing];
    const opened = (flags: number) => asked(examinedCalls.open, [0, flags]);
    expect(modes.map((mode) => asked(examinedCalls.openat, [3, 0, mode | empty]))).toEqual(answers);
    const created = modes.map((mode) => asked(examinedCalls.openat, [3, 0, mode | 0x440]));
    expect(new Set(created)).toEqual(new Set([allowAnswer]));
    const older = architecture === "x64" ? answers : answers.map(() => null);
    expect(modes.map((mode) => opened(mode | empty))).toEqual(older);
    expect(asked(examinedCalls.openat2, [])).toBe(refused(errno.noSuchCall));
    expect(asked(emptyingCalls.truncate, [])).toBe(nothing);
    expect(ask(architecture, [], emptyingCalls.truncate)).toBe(allowAnswer);
  });

  const fastOpen = 0x20000000;
  test.each([
    ["sendto that connects", examinedCalls.sendto, [3, 0, 1, fastOpen | 0x4000], nothing],
    ["sendto", examinedCalls.sendto, [3, 0, 1, 0x4000], allowAnswer],
    ["sendmsg that connects", examinedCalls.sendmsg, [3, 0, fastOpen], nothing],
    ["sendmmsg that connects", examinedCalls.sendmmsg, [3, 0, 1, fastOpen], nothing],
    ["TCP_ULP", examinedCalls.setsockopt, [3, 6, 31], refused(errno.noProtocolOption)],
    ["TCP_NODELAY", examinedCalls.setsockopt, [3, 6, 1], allowAnswer],
    ["option 31 of another level", examinedCalls.setsockopt, [3, 1, 31], allowAnswer],
    ["a thread", examinedCalls.clone, [0x003d0f00], allowAnswer],
    ["a fork", examinedCalls.clone, [0x01200011], allowAnswer],
    ["a user namespace", examinedCalls.clone, [0x10000011], nothing],
    ["clone3", examinedCalls.clone3, [], refused(errno.noSuchCall)],
    ["its own limits", examinedCalls.prlimit64, [0, 7], allowAnswer],
    ["the limits of another", examinedCalls.prlimit64, [4_711, 7], nothing],
    ["the processors of another", examinedCalls.sched_setaffinity, [4_711], nothing],
    ["its own priority", examinedCalls.setpriority, [0, 0, 5], allowAnswer],
    ["the priority of another", examinedCalls.setpriority, [0, 4_711, 5], nothing],
    ["the priority of the account", examinedCalls.setpriority, [2, 0, 19], nothing],
    ["the disk priority of another", examinedCalls.ioprio_set, [1, 4_711], nothing],
    ["to leave its orphans to others", examinedCalls.prctl, [36, 0], nothing],
    ["a thread's name", examinedCalls.prctl, [15, 0], allowAnswer],
  ] as const)("answers %s", (_what, call, args, expected) => {
    expect(ask(architecture, [], call, args)).toBe(expected);
  });

  test("answers every number of its own architecture and none of another", () => {
    const named = new Set(
      [refusedCalls, emptyingCalls, fileModeCalls, namespaceCalls, examinedCalls]
        .flatMap((calls) => Object.values(calls) as readonly (readonly [number, number | null])[])
        .map(([x64, arm64]) => (architecture === "x64" ? x64 : arm64)),
    );
    const program = filterProgram(architecture, { powers: [], network: false, emptying: false });
    const args = fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), args, (number, values) => {
        const answer = answerOf(program, auditNumbers[architecture], number, values);
        if (!named.has(number)) expect(answer).toBe(allowAnswer);
      }),
    );
    // i386, and x32 on x64: the same calls under other numbers.
    expect(answerOf(program, 0x40000003, 102)).toBe(refused(errno.noSuchCall));
    if (architecture === "x64") {
      expect(answerOf(program, auditNumbers.x64, 0x40000000 + 41)).toBe(refused(errno.noSuchCall));
    }
  });
});
