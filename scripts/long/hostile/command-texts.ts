import type { Draw } from "#domain/governance/secrets/kind.ts";
import { corpus } from "../../accuracy/commands/corpus.ts";
import { drawRun } from "./alphabets.ts";
import { type Material, pick } from "./draw-text.ts";

const commands = corpus.flatMap(({ body }) => (typeof body === "string" ? [body] : []));
const programs = Array.from(new Set(commands.map((text) => `${text.split(/\s/)[0] ?? ""} `)));

const marks = [
  ";", "&&", "||", "|", "&", "\n", ";;", "$(", ")", "`", "${", "}", "{", "((", "))", "<(", "<<E\n", "\nE\n", "<<<", ">", ">f;",
  "sh f;", ". f;", "'", '"', "\\", "\\\n", "$'", "#", "=", "a=$a$a;", "$a ", "x='eval $x;eval $x';", "eval $x;", "{a,b}", "{1..9}",
  "sudo ", "xargs ", "env ", "timeout 1 ", "find . -exec ", "docker exec a ", "ssh a ", "npx ", "case a in ", "a) ", "esac ",
  "if ", "then ", "fi ", "f() { ", "alias a=", "tee f;", "|sed 's/a/aaaaaaaaaaaaaaaa/g'", "|rev", "|base64 -d", "|sh;", "cd ..;",
  "@{a=", "@x ", "$x = ", "[char]97+", "-join ''", "'{0}'-f", "@'\n", "& ", "iex ", "DR/**/OP ", "/*!", "/*", "*/", "--", "$$", "DO $$",
  "EXECUTE '", "select (", "with a as (", "'a'||", "CHAR(68)+", "drop table a;", "union ", "begin ", "exec(", "eval(", "os.system('",
  "{", "[", '{"query":"mutation{', "../", "/", "*", "?", "~", "http://", "@", "%41", "pager=-a ", "docker ps ", "-f ", "set ", "?\ufffc",
  "\u0000", "\ud800", "\u202e", "\u200b", "\ufffc", "\ufdd0", " ", "\t", "\r", "1", ".", ",", "-", "a", "fork ", "principal: ",
]; // prettier-ignore

const around: readonly (readonly [string, string])[] = [
  ["$(", ")"], ["`", "`"], ["sh -c '", "'"], ['bash -c "', '"'], ['eval "', '"'], ["(", ")"], ["{ ", "; }"], ["cat <<E\n", "\nE\n"],
  ["sh <<'E'\n", "\nE\n"], ["echo '", "' > f; sh f"], ["echo 'sh f; . f; sh f; sh f; ", "' > f; sh f"], ["echo aaaaaaaa ", " | sh"], ['echo "', '" | sh'],
  ["x='", "'; eval $x"], ['powershell -c "', '"'], ['psql -c "', '"'], ["docker exec a sh -c '", "'"], ["find . -exec ", " \\;"],
  ["python -c \"os.system('", "')\""], ["if true; then ", "; fi"], ["case a in a) ", ";; esac "], ["DO $$ begin ", " end $$;"],
  ["EXECUTE '", "';"], ["${x:-", "}"], ["& { ", " }"], ["iex '", "'"], ["PAGER='", "' git log"], ["/*! ", " */"], ["cat > f <<'E'\nsh f\n. f\nsh f\n", "\nE\nsh f\n"], ["x='eval $x; eval $x; ", "'; eval $x"], ["trap '", "' 0"],
]; // prettier-ignore

function quoted(text: string, draw: Draw): string {
  const way = draw.below(3);
  if (way === 0) return text.replaceAll("'", `'\\''`);
  return way === 1 ? text.replaceAll('"', '\\"') : text;
}

/** Commands of every kind inside and beside each other, with everything that a parser could trip on. */
export const commandMaterial: Material = {
  pieces: [...marks, ...programs],
  more: (draw) => (draw.below(4) === 0 ? drawRun(draw) : pick(commands, draw)),
  wrap: (text, draw) => {
    if (draw.below(16) === 0) {
      return `powershell -e ${Buffer.from(text, "utf16le").toString("base64")}`;
    }
    const [before, after] = pick(around, draw);
    return `${before}${quoted(text, draw)}${draw.below(8) === 0 ? "" : after}`;
  },
};
