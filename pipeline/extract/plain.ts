import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { FileContract } from "../contract.js";
import { decoded, foreignEncoding } from "./encoding.js";
import { joined } from "./joined.js";
import { unpacked } from "./unpack.js";

async function headOf(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function inUtf8(
  plain: string,
  path: string,
  contract: FileContract,
  temporary: string,
): Promise<string> {
  if (contract.format === "parquet" || contract.format === "arrow") return plain;
  const encoding = foreignEncoding(contract, path, await headOf(plain, 64));
  if (encoding === undefined) return plain;
  const transcoded = join(temporary, `${basename(plain)}.utf-8`);
  await pipeline(createReadStream(plain), decoded(encoding), createWriteStream(transcoded));
  return transcoded;
}

/**
 * The path of the same file as plain UTF-8: itself, or an unpacked or transcoded copy below
 * `temporary`, which the caller removes. Throws `extract/broken-archive`,
 * `extract/archive-too-large`, `extract/mixed-archive` or `extract/wrong-encoding`.
 */
export async function plainFile(
  path: string,
  contract: FileContract,
  temporary: string,
  shownPath = path,
): Promise<string> {
  const inside: string[] = [];
  for (const part of await unpacked(path, temporary, shownPath)) {
    inside.push(await inUtf8(part, shownPath, contract, temporary));
  }
  const [only] = inside;
  if (inside.length === 1 && only !== undefined) return only;
  return joined(inside, shownPath, contract, join(temporary, `${basename(path)}.all.plain`));
}
