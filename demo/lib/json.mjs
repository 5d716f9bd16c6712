// Reads one value out of a JSON document on standard input: node demo/lib/json.mjs 'rows.0.verdict'
// A missing value prints nothing and exits 1; `length` works on lists.
let value = "";
for await (const chunk of process.stdin) value += chunk;
let at;
try {
  at = JSON.parse(value);
} catch {
  console.error(`not JSON: ${value.slice(0, 300)}`);
  process.exit(2);
}
// A part in brackets holds dots of its own: '_meta.[io.systemprompt/denial].code'
for (const part of process.argv[2].match(/\[[^\]]*\]|[^.]+/g) ?? []) {
  at = at?.[part.startsWith("[") ? part.slice(1, -1) : part];
}
if (at === undefined) process.exit(1);
console.log(typeof at === "string" ? at : JSON.stringify(at));
