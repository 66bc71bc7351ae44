import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isCampaign } from "../mode.js";
import { landAll, place } from "./landing.js";

const files = isCampaign ? 400 : 20;

interface Nasty {
  readonly delimiter: string;
  readonly quote: string;
  readonly newline: string;
  readonly mark: boolean;
  readonly encoding: "utf-8" | "utf-16" | "latin-1";
  readonly records: readonly (readonly string[])[];
  readonly harm: Harm;
  readonly at: number;
  readonly isPacked: boolean;
}

const harms = {
  none: (bytes: Buffer) => bytes,
  nul: (bytes: Buffer, at: number) => spliced(bytes, at, Buffer.from([0])),
  "no text": (bytes: Buffer, at: number) => spliced(bytes, at, Buffer.from([0xff, 0xc0])),
  quote: (bytes: Buffer, at: number) => spliced(bytes, at, Buffer.from('"')),
  "line break": (bytes: Buffer, at: number) => spliced(bytes, at, Buffer.from("\n")),
  "other line break": (bytes: Buffer, at: number) => spliced(bytes, at, Buffer.from("\r")),
  mark: (bytes: Buffer, at: number) => spliced(bytes, at, Buffer.from("\uFEFF")),
  delimiters: (bytes: Buffer, at: number) => spliced(bytes, at, Buffer.from(",;,;,")),
  cut: (bytes: Buffer, at: number) => bytes.subarray(0, Math.max(1, at)),
  "long field": (bytes: Buffer, at: number) => spliced(bytes, at, Buffer.alloc(3_000_000, "y")),
  "said twice": (bytes: Buffer) => Buffer.concat([bytes, bytes]),
  "empty lines": (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("\n\n\r\n\n")]),
} as const;
type Harm = keyof typeof harms;

function spliced(bytes: Buffer, at: number, added: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at)]);
}

const field = fc.string({
  maxLength: 8,
  unit: fc.constantFrom("a", "b", "1", ",", ";", '"', "'", "\\", "\n", "\r", "é", " ", "\t", "x"),
});

const nasty: fc.Arbitrary<Nasty> = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  quote: fc.constantFrom('"', "'"),
  newline: fc.constantFrom("\n", "\r\n", "\r"),
  mark: fc.boolean(),
  encoding: fc.constantFrom("utf-8", "utf-8", "utf-16", "latin-1"),
  records: fc.array(fc.tuple(fc.constantFrom("r", "s", "t"), field, field), {
    minLength: 3,
    maxLength: 30,
    size: "max",
  }),
  harm: fc.constantFrom(...(Object.keys(harms) as Harm[])),
  at: fc.nat(10_000),
  isPacked: fc.boolean(),
});

function written(text: string, { quote, delimiter }: Nasty): string {
  const isPlain = ![quote, delimiter, "\n", "\r"].some((sign) => text.includes(sign));
  return isPlain ? text : `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;
}

function encoded(text: string, { encoding, mark }: Nasty): Buffer {
  if (encoding === "latin-1") return Buffer.from(text, "latin1");
  const marked = mark || encoding === "utf-16" ? `\uFEFF${text}` : text;
  return Buffer.from(marked, encoding === "utf-16" ? "utf16le" : "utf8");
}

function fileOf(given: Nasty): Buffer {
  const lines = [["id", "feature", "note"], ...given.records].map((fields) =>
    fields.map((text) => written(text, given)).join(given.delimiter),
  );
  const whole = encoded(lines.join(given.newline) + given.newline, given);
  const harmed = harms[given.harm](whole, given.at % whole.length);
  if (!given.isPacked) return harmed;
  const packed = gzipSync(harmed);
  return given.at % 5 === 0 ? packed.subarray(0, -6) : packed;
}

function contractOf(given: Nasty, name: string): string {
  return `  - entity: releases
    match: ${name}
    format: csv
    csv: ${JSON.stringify({ delimiter: given.delimiter, quote: given.quote, escape: given.quote, encoding: given.encoding })}
    update: append
    max_bad_rows: 100%
    columns: { release_id: id, feature: { from: feature, optional: true }, released_at: { value: "2024-01-01" } }
`;
}

/** Rows of an unharmed file: those that say again what one before says are duplicates. */
function expected({ records }: Nasty): string {
  const distinct = new Set(records.map((record) => JSON.stringify(record))).size;
  return `${records.length} ${distinct} 0 ${records.length - distinct} 0`;
}

test(`each of ${files} nasty files ends with every row accounted for or in a clear error`, {
  timeout: 1_800_000,
}, async () => {
  for (let from = 0; from < files; from += 20) {
    const givens = fc.sample(nasty, { numRuns: 20, seed: 20_260_000 + from });
    const at = place();
    const names = givens.map((given, nth) => `f${nth}.csv${given.isPacked ? ".gz" : ""}`);
    for (const [nth, given] of givens.entries()) at.file(names[nth] ?? "", fileOf(given));
    at.source(
      `source: s\nfiles:\n${givens.map((given, nth) => contractOf(given, names[nth] ?? "")).join("")}`,
    );
    const { counts, report } = await landAll(at);
    for (const [nth, given] of givens.entries()) {
      const name = names[nth] ?? "";
      const refusal = report.refusals.find(({ path }) => path === name);
      const isWhole = given.harm === "none" && !(given.isPacked && given.at % 5 === 0);
      const isSame = report.unchanged > 0 && counts[name] === undefined && refusal === undefined;
      if (isWhole && !isSame)
        expect({ name, from, given, said: counts[name] ?? refusal?.error.message }).toMatchObject({
          said: expected(given),
        });
      else if (!isSame)
        expect(counts[name] ?? refusal?.error.code).toMatch(
          /^(\d+( \d+){4}|(extract|stage)\/[a-z-]+)$/,
        );
      if (refusal !== undefined) expect(refusal.error.message).toContain(name);
    }
  }
});
