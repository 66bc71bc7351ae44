import { expect, test } from "vitest";
import { load, mistakesIn } from "./folder.js";

function bomb(): string {
  const first = `a: &a [${Array(9).fill('"lol"').join(", ")}]\n`;
  const rest = [..."bcdefghi"].map((letter, index) => {
    const before = "abcdefgh"[index];
    return `${letter}: &${letter} [${Array(9).fill(`*${before}`).join(", ")}]\n`;
  });
  return first + rest.join("");
}

test.each([
  ["tenure.yml", bomb()],
  ["sources/bomb.yml", bomb()],
])("a file of aliases that would fill the memory is refused: %s", (name, text) => {
  expect(mistakesIn({ [name]: text })).toContain(
    `${name}: repeats its aliases too often; write the values out`,
  );
});

test("a few aliases are fine", () => {
  const text = "min_peers: &n 9\nbaseline_days: *n\n";
  expect(load({ "tenure.yml": text }).tenure.baseline_days).toBe(9);
});

test("an alias that refers to nothing is named with its line", () => {
  expect(mistakesIn({ "tenure.yml": "# x\nmin_peers: *nothing\n" })).toEqual([
    'tenure.yml:2: "*nothing" refers to nothing that is written before it',
  ]);
});

test("an alias that holds itself is a mistake and not an endless loop", () => {
  expect(mistakesIn({ "product.yml": "key_features: &a [*a]\n" })).toEqual([
    'product.yml:1: entry 1 of "key_features" must be keys and values, read a list',
  ]);
});

test.each([
  ["brackets", "[".repeat(3000)],
  ["a list in a list", `a: ${"[".repeat(200)}${"]".repeat(200)}`],
  ["braces", "{".repeat(3000)],
  ["indentation", Array.from({ length: 600 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
])("very deep nesting is refused: %s", (_name, text) => {
  expect(mistakesIn({ "tenure.yml": text }).join("\n")).toContain("is nested too deeply");
});

test("a file over 256 kB is refused without being parsed", () => {
  expect(mistakesIn({ "tenure.yml": `# ${"x".repeat(300_000)}\n` })).toEqual([
    "tenure.yml: is 300003 bytes long; a config file has at most 256000",
  ]);
});

test("a key written twice is named with the line of the second", () => {
  expect(mistakesIn({ "tenure.yml": "min_peers: 9\nbaseline_days: 3\nmin_peers: 10\n" })).toEqual([
    'tenure.yml:3: "min_peers" is written twice; keep one',
  ]);
});

test("a syntax error is named with its line", () => {
  const [line] = mistakesIn({ "tenure.yml": "min_peers: 9\nfreshness: { default: 2\n" });
  expect(line).toMatch(/^tenure\.yml:\d+: is not valid YAML: /);
});

test("a tag that asks for code is refused", () => {
  const [line] = mistakesIn({ "tenure.yml": 'min_peers: !!js/function "x"\n' });
  expect(line).toMatch(/^tenure\.yml:1: is not valid YAML: Unresolved tag/);
});

test("several documents in one file are refused", () => {
  expect(mistakesIn({ "tenure.yml": "min_peers: 9\n---\nmin_peers: 10\n" })).toEqual([
    "tenure.yml:2: holds several documents (---); keep one",
  ]);
});

test("bytes that are not UTF-8 are refused", () => {
  expect(mistakesIn({ "tenure.yml": new Uint8Array([0x61, 0x3a, 0x20, 0xff, 0xfe]) })).toEqual([
    "tenure.yml: is not UTF-8; save it as UTF-8",
  ]);
});

test("a UTF-8 file with a BOM and Windows line ends is read, with its lines", () => {
  expect(load({ "tenure.yml": "\ufeffmin_peers: 9\r\n" }).tenure.min_peers).toBe(9);
  expect(mistakesIn({ "tenure.yml": "\ufeffmin_peers: 9\r\nmin_pears: 1\r\n" })).toEqual([
    'tenure.yml:2: "min_pears" is not a key of this file; did you mean "min_peers"?',
  ]);
});

test("a key that would change the prototype of objects is refused", () => {
  const [line] = mistakesIn({ "tenure.yml": "freshness: { __proto__: { default: 9 } }\n" });
  expect(line).toBe('tenure.yml:1: "__proto__" cannot be a key');
  expect(({} as Record<string, unknown>).default).toBeUndefined();
});

test("a key that is a list is refused", () => {
  expect(mistakesIn({ "tenure.yml": "? [a]\n: 3\n" })).toEqual([
    "tenure.yml:1: a key must be a plain text",
  ]);
});
