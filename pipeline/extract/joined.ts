import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { FileContract } from "../contract.js";
import { TenureError } from "../error.js";
import { csvHeadOf } from "./csv-head.js";

interface Part {
  readonly path: string;
  readonly header: string;
  /** Bytes before the first record. */
  readonly skip: number;
}

async function partOf(path: string, contract: FileContract): Promise<Part> {
  if (contract.format === "ndjson") return { path, header: "", skip: 0 };
  const head = await csvHeadOf(path, contract);
  return { path, header: head.header, skip: contract.csv.header ? head.headerEnd : head.markBytes };
}

function refuse(path: string, why: string): never {
  throw new TenureError("extract/mixed-archive", `${path} ${why}`, {
    hint: "Pack one export into one archive: several files must have the same header.",
  });
}

async function* bytesOf(part: Part, isFirst: boolean): AsyncGenerator<Buffer> {
  let last = 10;
  for await (const chunk of createReadStream(part.path, { start: isFirst ? 0 : part.skip })) {
    const bytes = chunk as Buffer;
    last = bytes.at(-1) ?? last;
    yield bytes;
  }
  if (last !== 10 && last !== 13) yield Buffer.from("\n");
}

/**
 * Writes files of one shape as one: the header of the first, then the records of all. Lines are
 * then those of the whole. Throws `extract/mixed-archive`.
 */
export async function joined(
  paths: readonly string[],
  shownPath: string,
  contract: FileContract,
  to: string,
): Promise<string> {
  if (contract.format !== "csv" && contract.format !== "ndjson") {
    refuse(shownPath, `holds ${paths.length} files, but one ${contract.format} file is read`);
  }
  const parts: Part[] = [];
  for (const path of paths) parts.push(await partOf(path, contract));
  const [first] = parts;
  const other = contract.csv.header
    ? parts.find((part) => part.header !== first?.header)
    : undefined;
  if (other !== undefined) refuse(shownPath, "holds files of different headers");
  async function* all(): AsyncGenerator<Buffer> {
    for (const [at, part] of parts.entries()) yield* bytesOf(part, at === 0);
  }
  await pipeline(all, createWriteStream(to));
  return to;
}
