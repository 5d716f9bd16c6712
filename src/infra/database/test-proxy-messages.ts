const headerBytes = 5;
const commandComplete = 0x43; // C
/** Length and protocol version come before the parameters of a startup message. */
const startupHeaderBytes = 8;

/** The application name of a startup message. */
export function applicationOf(startup: Buffer): string | undefined {
  const words = startup.toString("latin1", startupHeaderBytes).split("\0");
  const place = words.findIndex((word, index) => index % 2 === 0 && word === "application_name");
  return place === -1 ? undefined : words[place + 1];
}

/** Reads the tags of commands that ended (`SELECT 1`, `COMMIT`) out of a stream cut anywhere. */
export function commandTags(): (chunk: Buffer) => readonly string[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const tags: string[] = [];
    let at = 0;
    while (at + headerBytes <= bytes.length) {
      const end = at + 1 + bytes.readUInt32BE(at + 1);
      if (end > bytes.length) break;
      if (bytes[at] === commandComplete)
        tags.push(bytes.toString("latin1", at + headerBytes, end - 1));
      at = end;
    }
    rest = bytes.subarray(at);
    return tags;
  };
}
