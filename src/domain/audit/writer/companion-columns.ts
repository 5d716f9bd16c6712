/** The columns of `mcp_tool_executions` with their types. */
export const companionColumns = `decision_id uuid, at timestamptz, server text, tool text,
  user_id text, session_id text, trace_id text, status text, duration_us bigint, input json,
  output json, input_hmac text, output_hmac text, input_bytes bigint, output_bytes bigint`;

/** A companion's columns in the order of its line; `json` ones are written as JSON. */
export const companionFields: readonly { readonly name: string; readonly isJson: boolean }[] =
  companionColumns.split(",").map((column) => {
    const [name = "", type] = column.trim().split(" ");
    return { name, isJson: type === "json" };
  });
