import type { Duplex } from "node:stream";
import { refusal, states } from "../sql/refusal.js";

/** A message: its type, or "" for the first ones that have none, and what is in it. */
export interface Message {
  readonly type: string;
  readonly body: Buffer;
}

/** Reads exactly so many bytes; undefined where the other side has ended. */
export async function readBytes(stream: Duplex, size: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  for (let missing = size; missing > 0; ) {
    // what is there is taken: a stream that holds less than is asked for says "readable" at once,
    // again and again, and nothing else of this process would ever run
    const some: Buffer | null = stream.read(Math.min(missing, stream.readableLength));
    if (some !== null) {
      parts.push(some);
      missing -= some.length;
    } else if (stream.readableEnded || stream.destroyed) {
      return undefined;
    } else {
      await moreOrEnd(stream);
    }
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

function moreOrEnd(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const events = ["readable", "end", "close", "error"];
    const done = (): void => {
      for (const event of events) stream.off(event, done);
      resolve();
    };
    for (const event of events) stream.on(event, done);
  });
}

/** Reads a message of the kind that comes before anything else. */
export async function readStartup(stream: Duplex, most: number): Promise<Buffer | undefined> {
  const head = await readBytes(stream, 4);
  if (head === undefined) return undefined;
  return readBytes(stream, checkedSize(head.readInt32BE() - 4, most));
}

/** Reads a message; undefined where the other side has ended. */
export async function readMessage(stream: Duplex, most: number): Promise<Message | undefined> {
  const head = await readBytes(stream, 5);
  if (head === undefined) return undefined;
  const body = await readBytes(stream, checkedSize(head.readInt32BE(1) - 4, most));
  return body === undefined ? undefined : { type: head.toString("latin1", 0, 1), body };
}

function checkedSize(size: number, most: number): number {
  if (size >= 0 && size <= most) return size;
  throw refusal(states.protocol, `a message of ${size} bytes is refused`);
}

/** Reads the parts of a message one behind the other. */
export interface Reader {
  byte(): number;
  int16(): number;
  int32(): number;
  name(): string;
  bytes(size: number): Buffer;
  rest(): Buffer;
}

/** A reader of a message; what is not there is a broken message. */
export function readerOf(body: Buffer): Reader {
  let at = 0;
  const take = (size: number): number => {
    const from = at;
    if (size < 0 || from + size > body.length) {
      throw refusal(states.protocol, "a message is shorter than it says");
    }
    at += size;
    return from;
  };
  return {
    byte: () => body.readUInt8(take(1)),
    int16: () => body.readInt16BE(take(2)),
    int32: () => body.readInt32BE(take(4)),
    name: () => {
      const end = body.indexOf(0, at);
      if (end < 0) throw refusal(states.protocol, "a text has no end");
      const text = body.toString("utf8", at, end);
      at = end + 1;
      return text;
    },
    bytes: (size) => {
      const from = take(size);
      return body.subarray(from, from + size);
    },
    rest: () => {
      const from = at;
      at = body.length;
      return body.subarray(from);
    },
  };
}
