import type { Writer } from "./writer.js";

const negative = 0x4000;

/** Writes a decimal number as Postgres does: digits to the base of 10,000. */
export function writeNumeric(text: string, writer: Writer): void {
  const isNegative = text.startsWith("-");
  const [whole = "", fraction = ""] = text.replace("-", "").split(".");
  const left = whole.padStart(Math.ceil(whole.length / 4) * 4, "0");
  const right = fraction.padEnd(Math.ceil(fraction.length / 4) * 4, "0");
  const digits = `${left}${right}`.match(/.{4}/g)?.map(Number) ?? [];
  let weight = left.length / 4 - 1;
  let first = 0;
  while (first < digits.length && digits[first] === 0) {
    first += 1;
    weight -= 1;
  }
  let last = digits.length;
  while (last > first && digits[last - 1] === 0) last -= 1;
  writer.int16(last - first);
  writer.int16(last === first ? 0 : weight);
  writer.int16(isNegative && last > first ? negative : 0);
  writer.int16(fraction.length);
  for (const digit of digits.slice(first, last)) writer.int16(digit);
}

/** Reads a decimal number; undefined for NaN and infinities. */
export function readNumeric(bytes: Buffer): string | undefined {
  const count = bytes.readInt16BE(0);
  const weight = bytes.readInt16BE(2);
  const sign = bytes.readUInt16BE(4);
  const scale = bytes.readInt16BE(6);
  if (sign !== 0 && sign !== negative) return undefined;
  const digits = Array.from({ length: count }, (_, at) => bytes.readInt16BE(8 + 2 * at));
  const at = (place: number): string => String(digits[place] ?? 0).padStart(4, "0");
  const whole = Array.from({ length: Math.max(weight + 1, 0) }, (_, place) => at(place)).join("");
  const places = Math.ceil(scale / 4);
  const fraction = Array.from({ length: places }, (_, place) => {
    const index = weight + 1 + place;
    return index < 0 ? "0000" : at(index);
  }).join("");
  const text = `${whole.replace(/^0+(?=\d)/, "") || "0"}${scale > 0 ? `.${fraction.slice(0, scale)}` : ""}`;
  return sign === negative ? `-${text}` : text;
}
