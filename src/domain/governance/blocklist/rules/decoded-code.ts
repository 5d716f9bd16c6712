import { plainWord } from "../shell/shell-command.ts";
import { reportOpaque, type RunContext } from "./rule-context.ts";

const decoding =
  /b64decode|decode64|decode_base64|base64|\batob\b|unhexlify|fromhex|codecs\.decode|rot13|\[::-1\]/;

/** `os.system(base64.b64decode("…"))` */
export function judgeDecoded(text: string, literals: readonly string[], context: RunContext): void {
  if (!decoding.test(text)) return;
  reportOpaque(context, "code.decoded", "runs decoded code");
  for (const literal of literals) {
    if (!/^[A-Za-z0-9+/=]{8,}$/.test(literal)) continue;
    context.languages.shell(plainWord(Buffer.from(literal, "base64").toString("utf8")), context);
  }
}
