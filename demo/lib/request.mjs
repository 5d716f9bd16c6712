// One HTTP request for the demos: node demo/lib/request.mjs METHOD PATH [NAME=VALUE …] < body
// The token comes from the environment (TOKEN), never from the command line. Prints one JSON
// document: {"status", "headers", "body"}; a JSON body is parsed, an event stream gives its last
// message.
const [method, path, ...extra] = process.argv.slice(2);
const headers = {
  accept: "application/json, text/event-stream",
  ...(process.env.TOKEN ? { authorization: `Bearer ${process.env.TOKEN}` } : {}),
};
for (const pair of extra)
  headers[pair.slice(0, pair.indexOf("="))] = pair.slice(pair.indexOf("=") + 1);
let body;
if (method !== "GET") {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  body = Buffer.concat(chunks);
  headers["content-type"] ??= "application/json";
}
const response = await fetch(new URL(path, process.env.BASE_URL), { method, headers, body });
const text = await response.text();
const events = text.split("\n").filter((line) => line.startsWith("data: "));
const payload = events.length > 0 ? events[events.length - 1].slice(6) : text;
let parsed = payload;
try {
  parsed = JSON.parse(payload);
} catch {
  // Not JSON: shown as it is.
}
console.log(
  JSON.stringify({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: parsed,
  }),
);
