import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { decode, withPalette } from "../../docs/pictures/palette.js";

/** A picture of two by two pixels, its rows filtered as the first byte of each says. */
function picture(rows: readonly (readonly number[])[]): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    return Buffer.concat([length, Buffer.from(name, "latin1"), data, Buffer.alloc(4)]);
  };
  return Buffer.concat([
    Buffer.alloc(8),
    chunk("IHDR", Buffer.from([0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0])),
    chunk("IDAT", deflateSync(Buffer.from(rows.flat()))),
  ]);
}

// red and blue above, green and red below
const colours = [255, 0, 0, 0, 0, 255, 0, 255, 0, 255, 0, 0];

test.each([
  ["as they are", [0, 255, 0, 0, 0, 0, 255], [0, 0, 255, 0, 255, 0, 0]],
  // each byte less the one a pixel to the left, in bytes: 0 - 255 is 1
  ["by their left", [1, 255, 0, 0, 1, 0, 255], [1, 0, 255, 0, 255, 1, 0]],
  // the second row less the first: 0 - 255 is 1, 255 - 0 is 255
  ["by what is above", [0, 255, 0, 0, 0, 0, 255], [2, 1, 255, 0, 255, 0, 1]],
])("rows that are written %s are read", (_how, first, second) => {
  expect([...decode(picture([first, second])).rgb]).toEqual(colours);
});

test("a picture of few colours is the same with a palette", () => {
  const whole = picture([
    [0, 255, 0, 0, 0, 0, 255],
    [0, 0, 255, 0, 255, 0, 0],
  ]);
  const small = withPalette(whole);
  expect(small.toString("latin1", 1, 4)).toBe("PNG");
  // colour type 3 has a palette: three colours of three bytes
  expect(small[25]).toBe(3);
  expect(small.readUInt32BE(33)).toBe(9);
});
