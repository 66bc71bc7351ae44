import { createReadStream, createWriteStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { FileContract } from "../contract.js";
import { messageOf, TenureError } from "../error.js";

// a file that grows more than this when unpacked is a trap, not an export
const greatestGrowth = 200;
const alwaysAllowedBytes = 2 ** 30;

async function headOf(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function utf16Mark(head: Buffer): "utf-16le" | "utf-16be" | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return undefined;
}

function decoded(label: string): Transform {
  const decoder = new TextDecoder(label);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, Buffer.from(decoder.decode(chunk, { stream: true }), "utf8"));
    },
    flush(done) {
      done(null, Buffer.from(decoder.decode(), "utf8"));
    },
  });
}

function guarded(limit: number, path: string): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= limit) return done(null, chunk);
      const message = `${path} unpacks to more than ${limit} bytes`;
      done(new TenureError("extract/archive-too-large", message, { hint: "Unpack and check it." }));
    },
  });
}

async function unpack(path: string, to: string): Promise<void> {
  const { size } = await stat(path);
  const limit = Math.max(alwaysAllowedBytes, size * greatestGrowth);
  try {
    const unpacked = guarded(limit, path);
    await pipeline(createReadStream(path), createGunzip(), unpacked, createWriteStream(to));
  } catch (error) {
    if (error instanceof TenureError) throw error;
    throw new TenureError("extract/broken-archive", `${path}: ${messageOf(error)}`, {
      hint: "The file is cut short or is no gzip file; export it again.",
      cause: error,
    });
  }
}

function encodingOf(contract: FileContract, path: string, head: Buffer): string {
  const mark = utf16Mark(head);
  const { encoding } = contract.csv;
  if (encoding === "utf-16") return mark ?? "utf-16le";
  if (mark !== undefined) {
    throw new TenureError("extract/wrong-encoding", `${path} is UTF-16, not ${encoding}`, {
      hint: `Write csv: { encoding: utf-16 } at ${contract.at}.`,
    });
  }
  return encoding;
}

/**
 * The path of the same file as plain UTF-8: itself, or an unpacked or transcoded copy below
 * `temporary`, which the caller removes. Throws `extract/broken-archive`,
 * `extract/archive-too-large` or `extract/wrong-encoding`.
 */
export async function plainFile(
  path: string,
  contract: FileContract,
  temporary: string,
): Promise<string> {
  let plain = path;
  if (path.endsWith(".gz")) {
    plain = join(temporary, `${basename(path)}.plain`);
    await unpack(path, plain);
  }
  if (contract.format === "parquet" || contract.format === "arrow") return plain;
  const encoding = encodingOf(contract, path, await headOf(plain, 4));
  if (encoding === "utf-8") return plain;
  const transcoded = join(temporary, `${basename(path)}.utf-8`);
  await pipeline(createReadStream(plain), decoded(encoding), createWriteStream(transcoded));
  return transcoded;
}
