import { describe, expect, test } from "bun:test";
import { isAppError } from "#shared/errors.ts";
import { changeRateLimits } from "./edit-rate-limits.ts";

const file = `# Limits.
rate_limits:
  per_session_per_minute: 300 # the default
  multipliers:
    # Machines.
    service: 5
`;

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
  return "accepted";
}

describe("M05 M49 editing rate limits", () => {
  test("changes one number and keeps every comment", () => {
    const after = changeRateLimits(file, [{ path: ["multipliers", "service"], value: 8 }], "g");
    expect(after).toBe(file.replace("service: 5", "service: 8"));
  });

  test("adds what the file does not say yet", () => {
    const after = changeRateLimits(
      "secrets: {}\n",
      [{ path: ["burst", "multiplier"], value: 2 }],
      "g",
    );
    expect(Bun.YAML.parse(after)).toEqual({
      secrets: {},
      rate_limits: { burst: { multiplier: 2 } },
    });
  });

  test("leaves a file alone whose numbers are the same", () => {
    const same = [{ path: ["per_session_per_minute"], value: 300 }];
    expect(changeRateLimits(file, same, "g")).toBe(file);
  });

  test.each([
    [["multipliers", "king"], 1],
    [["per_session_per_minute"], 0],
    [["per_session_per_minute"], 1.5],
  ])("refuses %p = %p", (path, value) => {
    expect(codeOf(() => changeRateLimits(file, [{ path, value }], "g"))).toBe("CONFIG_INVALID");
  });
});
