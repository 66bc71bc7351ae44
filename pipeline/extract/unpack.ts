import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createGunzip } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { messageOf, TenureError } from "../error.js";

// a file that grows more than this when unpacked is a trap, not an export
const greatestGrowth = 200;
const alwaysAllowedBytes = 2 ** 30;
const greatestEntries = 1000;

interface Budget {
  readonly path: string;
  readonly limit: number;
  bytes: number;
}

function tooLarge({ path, limit }: Budget): TenureError {
  const message = `${path} unpacks to more than ${limit} bytes`;
  return new TenureError("extract/archive-too-large", message, { hint: "Unpack and check it." });
}

function guarded(budget: Budget): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      budget.bytes += chunk.length;
      if (budget.bytes <= budget.limit) done(null, chunk);
      else done(tooLarge(budget));
    },
  });
}

function checked(entry: Entry): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
    flush(done) {
      done(sum === entry.crc32 ? null : new Error(`the checksum of ${entry.fileName} is wrong`));
    },
  });
}

async function gunzip(path: string, to: string, budget: Budget): Promise<string[]> {
  await pipeline(createReadStream(path), createGunzip(), guarded(budget), createWriteStream(to));
  return [to];
}

// entries are written under names of our own, so that a name in the archive is never a path
async function unzipEntries(zip: ZipFile, to: string, budget: Budget): Promise<string[]> {
  const written: { readonly name: string; readonly path: string }[] = [];
  for await (const entry of zip.eachEntry()) {
    if (/\/$|^__MACOSX\//.test(entry.fileName)) continue;
    if (written.length === greatestEntries) throw new Error(`more than ${greatestEntries} entries`);
    if (entry.isEncrypted()) throw new Error(`${entry.fileName} is encrypted`);
    const path = `${to.replace(/plain$/, "")}${written.length}.plain`;
    const packed = await zip.openReadStreamPromise(entry);
    await pipeline(packed, guarded(budget), checked(entry), createWriteStream(path));
    written.push({ name: entry.fileName, path });
  }
  if (written.length === 0) throw new Error("it holds no file");
  return written.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ path }) => path);
}

async function unzip(path: string, to: string, budget: Budget): Promise<string[]> {
  const zip = await openPromise(path);
  try {
    return await unzipEntries(zip, to, budget);
  } finally {
    zip.close();
  }
}

/** Whether a file is read through an archive, by its name. */
export function isPacked(path: string): boolean {
  return /\.(gz|zip)$/i.test(path);
}

/**
 * The files inside an archive, in order of name, unpacked below `temporary`; a file that is none
 * is itself. What unpacks to more than 200 times its size is refused above `alwaysAllowed` bytes.
 * Throws `extract/broken-archive` or `extract/archive-too-large`.
 */
export async function unpacked(
  path: string,
  temporary: string,
  shownPath = path,
  alwaysAllowed = alwaysAllowedBytes,
): Promise<string[]> {
  if (!isPacked(path)) return [path];
  const { size } = await stat(path);
  const limit = Math.max(alwaysAllowed, size * greatestGrowth);
  const budget = { path: shownPath, limit, bytes: 0 };
  const to = join(temporary, `${basename(path)}.plain`);
  try {
    return await (/\.gz$/i.test(path) ? gunzip : unzip)(path, to, budget);
  } catch (error) {
    if (error instanceof TenureError || isOfDisk(error)) throw error;
    throw new TenureError("extract/broken-archive", `${shownPath}: ${messageOf(error)}`, {
      hint: "The file is cut short or is no such archive; export it again.",
      cause: error,
    });
  }
}

function isOfDisk(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOSPC";
}
