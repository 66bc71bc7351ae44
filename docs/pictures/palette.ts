import { crc32, deflateSync, inflateSync } from "node:zlib";

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Three bytes for each pixel, row by row. */
  readonly rgb: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The same picture with at most 256 colours, which takes a third of the bytes. */
export function withPalette(png: Buffer): Buffer {
  const pixels = decode(png);
  const { palette, indexes } = quantised(pixels);
  return encode(pixels, palette, indexes);
}

/** Reads a picture of eight bits for each of three or four channels, as browsers write them. */
export function decode(png: Buffer): Pixels {
  const pieces: Buffer[] = [];
  let [width, height, channels] = [0, 0, 3];
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const name = png.toString("latin1", at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (name === "IHDR") {
      [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
      channels = data[9] === 6 ? 4 : 3;
    }
    if (name === "IDAT") pieces.push(data);
    at += length + 12;
  }
  const raw = unfiltered(inflateSync(Buffer.concat(pieces)), { width, height, channels });
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    rgb.set(raw.subarray(pixel * channels, pixel * channels + 3), pixel * 3);
  }
  return { width, height, rgb };
}

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

function unfiltered(data: Buffer, { width, height, channels }: Shape): Uint8Array {
  const stride = width * channels;
  const out = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const kind = data[row * (stride + 1)] ?? 0;
    const line = data.subarray(row * (stride + 1) + 1, (row + 1) * (stride + 1));
    for (let at = 0; at < stride; at += 1) {
      const left = at < channels ? 0 : (out[row * stride + at - channels] ?? 0);
      const up = row === 0 ? 0 : (out[(row - 1) * stride + at] ?? 0);
      const corner =
        row === 0 || at < channels ? 0 : (out[(row - 1) * stride + at - channels] ?? 0);
      out[row * stride + at] = (line[at] ?? 0) + predicted(kind, left, up, corner);
    }
  }
  return out;
}

function predicted(kind: number, left: number, up: number, corner: number): number {
  if (kind === 1) return left;
  if (kind === 2) return up;
  if (kind === 3) return (left + up) >> 1;
  if (kind !== 4) return 0;
  const guess = left + up - corner;
  const [byLeft, byUp, byCorner] = [left, up, corner].map((one) => Math.abs(guess - one));
  if ((byLeft ?? 0) <= (byUp ?? 0) && (byLeft ?? 0) <= (byCorner ?? 0)) return left;
  return (byUp ?? 0) <= (byCorner ?? 0) ? up : corner;
}

/** Squared distance up to which two colours are one to the eye. */
const alike = 200;

/** Frequent colours and those unlike any of them stay as they are; the others become the nearest. */
function quantised({ rgb }: Pixels): { readonly palette: number[]; readonly indexes: Uint8Array } {
  const seen = new Map<number, number>();
  const colourAt = (at: number) =>
    ((rgb[at] ?? 0) << 16) | ((rgb[at + 1] ?? 0) << 8) | (rgb[at + 2] ?? 0);
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = colourAt(at);
    seen.set(colour, (seen.get(colour) ?? 0) + 1);
  }
  const byCount = [...seen].sort(([, left], [, right]) => right - left).map(([colour]) => colour);
  const palette = paletteOf(byCount);
  const places = new Map(byCount.map((colour) => [colour, nearest(palette, colour)]));
  const indexes = new Uint8Array(rgb.length / 3);
  indexes.forEach((_, pixel) => {
    indexes[pixel] = places.get(colourAt(pixel * 3)) ?? 0;
  });
  return { palette, indexes };
}

/** A small mark of a colour of its own is kept before the thousandth shade of a text's edge. */
function paletteOf(byCount: readonly number[]): number[] {
  if (byCount.length <= 256) return [...byCount];
  const palette: number[] = [];
  for (const colour of byCount) {
    if (palette.length === 256) break;
    const known = palette[nearest(palette, colour)];
    if (known === undefined || distanceOf(known, colour) > alike) palette.push(colour);
  }
  return palette;
}

function nearest(palette: readonly number[], colour: number): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  palette.forEach((candidate, index) => {
    const distance = distanceOf(candidate, colour);
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}

function distanceOf(one: number, other: number): number {
  const red = (one >> 16) - (other >> 16);
  const green = ((one >> 8) & 255) - ((other >> 8) & 255);
  const blue = (one & 255) - (other & 255);
  return red * red + green * green + blue * blue;
}

function encode({ width, height }: Pixels, palette: number[], indexes: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const lines = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) {
    lines.set(indexes.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  const colours = Buffer.from(palette.flatMap((one) => [one >> 16, (one >> 8) & 255, one & 255]));
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(lines, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
