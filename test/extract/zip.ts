import { crc32, deflateRawSync } from "node:zlib";

interface Packed {
  readonly name: string;
  readonly content: string | Buffer;
  /** What the archive claims, where it lies. */
  readonly claimed?: { readonly crc?: number; readonly size?: number };
}

function entryOf({ name, content, claimed }: Packed) {
  const bytes = Buffer.from(content);
  const packed = deflateRawSync(bytes);
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(8, 4);
  facts.writeUInt32LE(claimed?.crc ?? crc32(bytes), 10);
  facts.writeUInt32LE(packed.length, 14);
  facts.writeUInt32LE(claimed?.size ?? bytes.length, 18);
  facts.writeUInt16LE(Buffer.byteLength(name), 22);
  return { name: Buffer.from(name), facts, packed };
}

/** A zip archive of these files, as the format's own description lays it out. */
export function zipOf(files: readonly Packed[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, facts, packed } of files.map(entryOf)) {
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), facts, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), facts, rest, name]));
    parts.push(local);
    offset += local.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...directory, end]);
}
