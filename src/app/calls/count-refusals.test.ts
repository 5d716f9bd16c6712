import { describe, expect, test } from "bun:test";
import { createAdmissionGate } from "#domain/governance/admission/admission-gate.ts";
import { systemClock } from "#shared/clock.ts";
import type { Authentication } from "#shared/principal.ts";
import { principal } from "../mcp/test-servers/test-gateway.ts";
import { governedDeps } from "../runtime/governed-deps.ts";

describe("M08 a session that is refused again and again", () => {
  test("is let in no more, and others are", () => {
    const gate = () => createAdmissionGate({ rowsPerWindow: 3, onSuppressed: () => {} });
    const gates = { addresses: gate(), sessions: gate() };
    const calls = governedDeps({ gates } as unknown as Parameters<typeof governedDeps>[0]);
    const flooding: Authentication = { principal: principal("user") };
    const other: Authentication = { principal: principal("user") };
    const stateOf = ({ principal: { sessionId } }: Authentication) =>
      gates.sessions.admit([sessionId], systemClock.monotonicMs()).state;
    for (let refusals = 0; refusals < 3; refusals++) {
      expect(stateOf(flooding)).toBe("open");
      calls.countRefusal(flooding);
    }
    expect([stateOf(flooding), stateOf(other)]).toEqual(["closed", "open"]);
  });
});
