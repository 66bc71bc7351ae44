import { Transform } from "node:stream";
import type { FileContract } from "../contract.js";
import { TenureError } from "../error.js";

/** Encodings that a file is turned into UTF-8 from. */
export type ForeignEncoding = "utf-16le" | "utf-16be" | "latin-1";

// no byte of UTF-8: the parser then refuses the record that holds what was not in the encoding
const noText = Buffer.from([0xff]);

function utf8Of(text: string): Buffer {
  const parts = text.split(/\p{Surrogate}/u);
  const [first = ""] = parts;
  if (parts.length === 1) return Buffer.from(first, "utf8");
  return Buffer.concat(
    parts.flatMap((part, at) => (at === 0 ? [Buffer.from(part)] : [noText, Buffer.from(part)])),
  );
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

// how many bytes of it can be read now: no half unit, no half pair
function readable(bytes: Buffer): number {
  const even = bytes.length - (bytes.length % 2);
  if (even < 2) return even;
  return isHighSurrogate(bytes.readUInt16LE(even - 2)) ? even - 2 : even;
}

function fromUtf16(isBigEndian: boolean): Transform {
  let odd = Buffer.alloc(0);
  let rest = Buffer.alloc(0);
  let isStart = true;
  function inOrder(chunk: Buffer): Buffer {
    const bytes = Buffer.concat([odd, chunk]);
    const even = bytes.length - (bytes.length % 2);
    odd = bytes.subarray(even);
    const whole = bytes.subarray(0, even);
    return isBigEndian ? Buffer.from(whole).swap16() : whole;
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const bytes = Buffer.concat([rest, inOrder(chunk)]);
      const stop = readable(bytes);
      rest = bytes.subarray(stop);
      const text = bytes.toString("utf16le", 0, stop);
      const hasMark = isStart && text.startsWith("\uFEFF");
      if (text !== "") isStart = false;
      done(null, utf8Of(hasMark ? text.slice(1) : text));
    },
    flush(done) {
      done(null, odd.length + rest.length > 0 ? noText : undefined);
    },
  });
}

function fromLatin1(): Transform {
  const decoder = new TextDecoder("latin1");
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, Buffer.from(decoder.decode(chunk, { stream: true }), "utf8"));
    },
  });
}

/** Turns the bytes of a file into UTF-8; what is not in its encoding becomes a byte that is no text. */
export function decoded(encoding: ForeignEncoding): Transform {
  return encoding === "latin-1" ? fromLatin1() : fromUtf16(encoding === "utf-16be");
}

function utf16Of(head: Buffer): "utf-16le" | "utf-16be" | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  if (head.length < 4) return undefined;
  if (head[0] !== 0 && head[1] === 0 && head[2] !== 0 && head[3] === 0) return "utf-16le";
  if (head[0] === 0 && head[1] !== 0 && head[2] === 0 && head[3] !== 0) return "utf-16be";
  return undefined;
}

const magic: readonly (readonly [string, string])[] = [
  ["25504446", "a PDF file"],
  ["50415231", "a Parquet file"],
  ["4152524f5731", "an Arrow file"],
  ["d0cf11e0a1b11ae1", "an Excel workbook"],
  ["89504e47", "a picture"],
  ["ffd8ff", "a picture"],
  ["53514c69746520666f726d6174", "an SQLite database"],
  ["28b52ffd", "packed with zstd"],
  ["425a68", "packed with bzip2"],
  ["fd377a585a00", "packed with xz"],
];

// a text has tabs and line ends; a stray NUL in a value does not make it another thing
function hasManyControls(head: Buffer): boolean {
  const control = head.filter((byte) => byte < 32 && ![9, 10, 12, 13, 27].includes(byte));
  return control.length >= 8 && control.length / head.length > controlsInText;
}

const controlsInText = 0.02;

/** What a file is that is no text, by its first bytes; undefined for what may be text. */
export function binaryKind(head: Buffer): string | undefined {
  const start = head.subarray(0, 16).toString("hex");
  const known = magic.find(([bytes]) => start.startsWith(bytes));
  if (known !== undefined) return known[1];
  return hasManyControls(head) ? "a binary file" : undefined;
}

function nameOf(head: Buffer): string {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (head.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4]))) return "zip";
  if (head.subarray(0, 4).equals(Buffer.from([0xff, 0xfe, 0, 0]))) return "UTF-32";
  if (utf16Of(head) !== undefined) return "utf-16";
  return /^[\t\r\n -~]*$/.test(head.toString("latin1")) ? "utf-8" : "";
}

/** Says that a file is not text at all, and what it is instead. */
export function notText(path: string, kind: string): TenureError {
  return new TenureError("extract/not-text", `${path} is ${kind}, not text`, {
    hint: "Export it as CSV, or write the format that it is in; name a packed file .gz or .zip.",
  });
}

/** Says that a file is not in the encoding of its contract, and which it seems to be in. */
export function wrongEncoding(path: string, contract: FileContract, seems: string): TenureError {
  const { encoding } = contract.csv;
  const isRead = /^(utf-8|utf-16|latin-1)$/.test(seems);
  return new TenureError(
    "extract/wrong-encoding",
    `${path} seems to be ${seems}, not ${encoding}`,
    {
      hint: isRead
        ? `Write csv: { encoding: ${seems} } at ${contract.at}, or export it as ${encoding}.`
        : "Export it as UTF-8; name a packed file .gz or .zip.",
    },
  );
}

/**
 * The encoding that a file must be turned from; undefined when it is UTF-8. `head` is its first
 * bytes. Throws `extract/wrong-encoding`.
 */
export function foreignEncoding(
  contract: FileContract,
  path: string,
  head: Buffer,
): ForeignEncoding | undefined {
  const { encoding } = contract.csv;
  const seems = nameOf(head);
  if (/gzip|zip|UTF-32/.test(seems)) throw wrongEncoding(path, contract, seems);
  if (encoding === "utf-16") {
    if (seems === "utf-8" && head.length > 2) throw wrongEncoding(path, contract, seems);
    return utf16Of(head) ?? "utf-16le";
  }
  if (seems === "utf-16") throw wrongEncoding(path, contract, seems);
  return encoding === "latin-1" ? encoding : undefined;
}
