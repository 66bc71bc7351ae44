import type { Duplex } from "node:stream";
import { sizeOf } from "../sql/pg-types.js";
import { isRefusal, stateOf, states } from "../sql/refusal.js";
import { createWriter, type Writer } from "./writer.js";

/** A column of a result as the client is told of it. */
export interface Field {
  readonly name: string;
  readonly oid: number;
  readonly modifier: number;
}

/** Messages to one client, sent when they are many or when the client waits. */
export interface Outgoing {
  readonly writer: Writer;
  /** A message without content, or with one text. */
  send(type: string, text?: string): void;
  error(error: unknown, severity?: "ERROR" | "FATAL"): void;
  fields(fields: readonly Field[], formats: readonly number[]): void;
  /** How often something was sent. */
  readonly flushes: number;
  /** Sends what was written; waits while the client is slower than this. */
  flush(): Promise<void>;
}

/** What is sent to one client. */
export function outgoingTo(stream: Duplex): Outgoing {
  const writer = createWriter();
  let flushes = 0;
  return {
    writer,
    get flushes() {
      return flushes;
    },
    send: (type, text) => {
      writer.begin(type);
      if (text !== undefined) writer.name(text);
      writer.end();
    },
    error: (error, severity = "ERROR") => writeError(writer, error, severity),
    fields: (fields, formats) => writeFields(writer, fields, formats),
    flush: async () => {
      if (writer.length === 0 || stream.destroyed) return;
      flushes += 1;
      if (!stream.write(writer.take())) await drained(stream);
    },
  };
}

function drained(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const events = ["drain", "close", "error"];
    const done = (): void => {
      for (const event of events) stream.off(event, done);
      resolve();
    };
    for (const event of events) stream.on(event, done);
    if (stream.destroyed || !stream.writableNeedDrain) done();
  });
}

function writeError(writer: Writer, error: unknown, severity: string): void {
  const known = isRefusal(error);
  const fields = {
    S: severity,
    V: severity,
    C: known ? stateOf(error) : states.internal,
    M: known ? error.message.slice(0, 2000) : "the server failed",
    ...(known && error.hint !== undefined ? { H: error.hint } : {}),
  };
  writer.begin("E");
  for (const [key, value] of Object.entries(fields)) {
    writer.byte(key.charCodeAt(0));
    writer.name(value);
  }
  writer.byte(0);
  writer.end();
}

/** The form that a column is wanted in: one for all, or one each, else text. */
export function formatAt(formats: readonly number[], index: number): number {
  return (formats.length === 1 ? formats[0] : formats[index]) ?? 0;
}

function writeFields(writer: Writer, fields: readonly Field[], formats: readonly number[]): void {
  writer.begin("T");
  writer.int16(fields.length);
  for (const [index, { name, oid, modifier }] of fields.entries()) {
    writer.name(name);
    writer.int32(0);
    writer.int16(0);
    writer.int32(oid);
    writer.int16(sizeOf(oid));
    writer.int32(modifier);
    writer.int16(formatAt(formats, index));
  }
  writer.end();
}
