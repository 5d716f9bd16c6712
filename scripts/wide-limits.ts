/** Limits stay on and are charged; they are only too wide to refuse a measurement or a test. */
const wideLimits = `rate_limits:
  per_session_per_minute: 1000000
  user_ceiling: 1000
  burst:
    multiplier: 100
    window_seconds: 10
`;

/** A governance file with limits that are charged and never reached. */
export function withWideLimits(yaml: string): string {
  return withoutSection(yaml, "rate_limits") + wideLimits;
}

/** Drops a top-level YAML section: its key and everything indented below. */
function withoutSection(yaml: string, name: string): string {
  let inside = false;
  const kept = yaml.split("\n").filter((line) => {
    if (/^\S/.test(line)) inside = line.startsWith(`${name}:`);
    return !inside;
  });
  return `${kept.join("\n").trimEnd()}\n`;
}
