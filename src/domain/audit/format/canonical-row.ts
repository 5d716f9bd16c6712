import { assertPlainStrings } from "./canonical-json.ts";

/** The 18 columns as they are sealed, but for `seal`: text, with `detail` in canonical form. */
export interface RowFields {
  readonly id: string;
  /** ISO 8601 in UTC with milliseconds. */
  readonly at: string;
  readonly kind: string;
  readonly user_id: string;
  readonly session_id: string;
  readonly task_id: string | null;
  readonly trace_id: string;
  readonly context_id: string | null;
  readonly client_id: string;
  readonly role: string;
  readonly agent_id: string | null;
  readonly target: string;
  readonly verdict: string;
  readonly policy: string;
  readonly reason: string;
  readonly detail: string;
  readonly cost_microdollars: string | null;
}

/** What JSON escapes, and halves of surrogate pairs: texts without these are quoted as they are. */
const special = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Whether a text of the row holds what JSON escapes: one look at all of them. */
export function isEscapedRow(row: RowFields): boolean {
  return special.test(
    `${row.agent_id}${row.at}${row.client_id}${row.context_id}${row.cost_microdollars}${row.id}` +
      `${row.kind}${row.policy}${row.reason}${row.role}${row.session_id}${row.target}` +
      `${row.task_id}${row.trace_id}${row.user_id}${row.verdict}`,
  );
}

/**
 * The canonical form: the members in the order of RFC 8785. A list that is joined makes one string;
 * a template of as many parts makes a tree of them first (0.2 against 0.6 µs, and its garbage).
 */
export function canonicalRow(row: RowFields, seal: string, isEscaped: boolean): string {
  if (isEscaped) return escapedRow(row, seal);
  const { agent_id: agent, context_id: context, cost_microdollars: cost, task_id: task } = row;
  return [
    agent === null ? '{"agent_id":null,"at":"' : `{"agent_id":"${agent}","at":"`,
    row.at,
    '","client_id":"',
    row.client_id,
    context === null ? '","context_id":null' : `","context_id":"${context}"`,
    cost === null ? ',"cost_microdollars":null' : `,"cost_microdollars":"${cost}"`,
    ',"detail":',
    row.detail,
    ',"id":"',
    row.id,
    '","kind":"',
    row.kind,
    '","policy":"',
    row.policy,
    '","reason":"',
    row.reason,
    '","role":"',
    row.role,
    '","seal":"',
    seal,
    '","session_id":"',
    row.session_id,
    '","target":"',
    row.target,
    task === null ? '","task_id":null' : `","task_id":"${task}"`,
    ',"trace_id":"',
    row.trace_id,
    '","user_id":"',
    row.user_id,
    '","verdict":"',
    row.verdict,
    '"}',
  ].join("");
}

/** The same for any texts; throws INVALID_INPUT for NUL and halves of surrogate pairs. */
export function escapedRow(row: RowFields, seal: string): string {
  const { agent_id, at, client_id, context_id, cost_microdollars } = row;
  const { id, kind, policy, reason, role } = row;
  const { session_id, target, task_id, trace_id, user_id, verdict } = row;
  const opening = JSON.stringify({ agent_id, at, client_id, context_id, cost_microdollars });
  const middle = JSON.stringify({ id, kind, policy, reason, role, seal });
  const closing = JSON.stringify({ session_id, target, task_id, trace_id, user_id, verdict });
  assertPlainStrings(opening);
  assertPlainStrings(middle);
  assertPlainStrings(closing);
  return `${opening.slice(0, -1)},"detail":${row.detail},${middle.slice(1, -1)},${closing.slice(1)}`;
}
