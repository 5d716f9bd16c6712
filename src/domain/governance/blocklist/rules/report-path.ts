import { judgeRead, judgeWrite } from "../paths/judge-path.ts";
import type { ShellWord } from "../shell/shell-command.ts";
import type { RuleContext } from "./rule-context.ts";

export function reportWrite(word: ShellWord, context: RuleContext): void {
  if (!word.dynamic) reportPath(word.text, context);
}

export function reportPath(path: string, context: RuleContext): void {
  const match = judgeWrite(path, context.cwd);
  if (match !== null) context.report(match);
}

export function reportReadPath(path: string, context: RuleContext): void {
  const match = judgeRead(path, context.cwd);
  if (match !== null) context.report(match);
}
