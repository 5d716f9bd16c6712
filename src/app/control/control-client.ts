import { AppError, type ErrorCode, errorTable } from "#shared/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { controlKeyHeader, readRunFile, type RunFile } from "./run-file.ts";

/** Verbs may start a child or drain; none takes longer than this. */
const controlMsMax = 120_000;

/** Asks the running server, over its 0600 unix socket. Throws UNAVAILABLE when none runs. */
export async function callServer(home: string, request: JsonObject): Promise<JsonValue> {
  const server = readRunFile(home);
  if (server === null) {
    throw new AppError(
      "UNAVAILABLE",
      "No server runs here. Run: systemprompt infra services start",
    );
  }
  const answer = await exchange(server, request);
  if (isJsonObject(answer["error"])) throw remoteError(answer["error"]);
  return answer["result"] ?? null;
}

async function exchange({ socket, controlKey }: RunFile, request: JsonObject): Promise<JsonObject> {
  try {
    const response = await fetch("http://control/", {
      unix: socket,
      method: "POST",
      headers: { [controlKeyHeader]: controlKey },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(controlMsMax),
    });
    return (await response.json()) as JsonObject;
  } catch (cause) {
    throw new AppError("UNAVAILABLE", "The running server does not answer its control socket.", {
      cause,
    });
  }
}

function remoteError(error: JsonObject): AppError {
  const code = String(error["code"]);
  const known: ErrorCode = code in errorTable ? (code as ErrorCode) : "INTERNAL";
  const details = isJsonObject(error["details"]) ? { details: error["details"] } : {};
  return new AppError(known, String(error["message"]), details);
}
