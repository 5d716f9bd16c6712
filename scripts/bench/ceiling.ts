/** The ceiling: a bare server that parses and echoes the same JSON body. Prints its port. */
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: async (request) => Response.json(await request.json()),
});
console.log(server.port);
