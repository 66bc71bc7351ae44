/** Builds messages of the protocol, one behind the other, in one growing buffer. */
export interface Writer {
  /** Begins a message; `end` puts its length in. */
  begin(type: string): void;
  end(): void;
  byte(value: number): void;
  int16(value: number): void;
  int32(value: number): void;
  int64(value: bigint): void;
  float32(value: number): void;
  float64(value: number): void;
  /** Text with the zero byte behind it. */
  name(text: string): void;
  /** Text behind its length. */
  text(text: string): void;
  bytes(value: Uint8Array): void;
  /** Leaves room for the length of a value, which `sizeEnd` puts in. */
  sizeBegin(): number;
  sizeEnd(at: number): void;
  readonly length: number;
  /** A copy of what was written since then. */
  copyFrom(at: number): Uint8Array;
  /** Everything since the last time. */
  take(): Buffer;
}

const firstSize = 16_384;

interface Bytes {
  buffer: Buffer;
  length: number;
}

// where so many more bytes begin; a full buffer is copied into a larger one
function room(bytes: Bytes, size: number): number {
  if (bytes.length + size > bytes.buffer.length) {
    const larger = Buffer.allocUnsafe(Math.max(2 * bytes.buffer.length, bytes.length + size));
    bytes.buffer.copy(larger, 0, 0, bytes.length);
    bytes.buffer = larger;
  }
  const at = bytes.length;
  bytes.length += size;
  return at;
}

function put(bytes: Bytes, size: number, write: (buffer: Buffer, at: number) => unknown): void {
  const at = room(bytes, size);
  write(bytes.buffer, at);
}

function putText(bytes: Bytes, text: string): void {
  const size = Buffer.byteLength(text);
  put(bytes, size, (buffer, at) => buffer.write(text, at, size, "utf8"));
}

/** A writer of messages. */
export function createWriter(): Writer {
  const bytes: Bytes = { buffer: Buffer.allocUnsafe(firstSize), length: 0 };
  let messageAt = 0;
  const sizeBegin = (): number => room(bytes, 4);
  const sizeEnd = (at: number): void => {
    bytes.buffer.writeInt32BE(bytes.length - at - 4, at);
  };
  return {
    begin: (type) => {
      put(bytes, 1, (buffer, at) => buffer.write(type, at, "latin1"));
      messageAt = room(bytes, 4);
    },
    end: () => {
      bytes.buffer.writeInt32BE(bytes.length - messageAt, messageAt);
    },
    byte: (value) => put(bytes, 1, (buffer, at) => buffer.writeUInt8(value, at)),
    int16: (value) => put(bytes, 2, (buffer, at) => buffer.writeInt16BE(value, at)),
    int32: (value) => put(bytes, 4, (buffer, at) => buffer.writeInt32BE(value, at)),
    int64: (value) => put(bytes, 8, (buffer, at) => buffer.writeBigInt64BE(value, at)),
    float32: (value) => put(bytes, 4, (buffer, at) => buffer.writeFloatBE(value, at)),
    float64: (value) => put(bytes, 8, (buffer, at) => buffer.writeDoubleBE(value, at)),
    name: (text) => {
      putText(bytes, text.replaceAll("\0", ""));
      put(bytes, 1, (buffer, at) => buffer.writeUInt8(0, at));
    },
    text: (text) => {
      const at = sizeBegin();
      putText(bytes, text);
      sizeEnd(at);
    },
    bytes: (value) => put(bytes, value.length, (buffer, at) => buffer.set(value, at)),
    sizeBegin,
    sizeEnd,
    get length() {
      return bytes.length;
    },
    copyFrom: (at) => Uint8Array.from(bytes.buffer.subarray(at, bytes.length)),
    take: () => {
      const taken = bytes.buffer.subarray(0, bytes.length);
      bytes.buffer = Buffer.allocUnsafe(firstSize);
      bytes.length = 0;
      return taken;
    },
  };
}
