import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { type Actions, commandLine } from "../../pipeline/command-line.js";
import { TenureError } from "../../pipeline/error.js";
import { errorText } from "../../pipeline/report.js";
import { usageError } from "../../pipeline/usage-error.js";

const asked: unknown[] = [];
const ask = async (...args: readonly unknown[]): Promise<number> => {
  asked.push(args);
  return 0;
};
const actions: Actions = {
  run: ask,
  check: ask,
  demo: ask,
  serve: ask,
  status: ask,
  export: ask,
  diff: ask,
  reconcile: ask,
  restate: ask,
  explain: ask,
  forecast: ask,
  rollback: ask,
  quarantineList: ask,
  quarantineShow: ask,
  moments: ask,
  init: ask,
  quarantineReplay: ask,
};

async function parse(args: readonly string[]): Promise<string> {
  asked.length = 0;
  try {
    await commandLine("0", actions, () => {}).parseAsync(["node", "tenure", ...args]);
    return "";
  } catch (error) {
    const is = error instanceof CommanderError ? usageError(error) : error;
    expect(is).toBeInstanceOf(TenureError);
    expect((is as TenureError).exitCode).toBe(2);
    return errorText(is, false);
  }
}

test.each([
  ["run --as-of 2026-02-30", /^cli\/invalid-argument: --as-of "2026-02-30" is no time → Write/],
  ["run --as-of 2026-01-01T06:00+02:00", /^cli\/invalid-argument: --as-of /],
  ["run --as-of 2026-1-1", /^cli\/invalid-argument: --as-of /],
  ["run --known-at 2026-01-01T25:00Z", /^cli\/invalid-argument: --known-at /],
  ["run stray", /^cli\/excess-arguments: /],
  ["run --config", /^cli\/option-missing-argument: /],
  ["serve --port 99999", /^cli\/invalid-argument: --port "99999" is no whole number up to 65535 →/],
  ["serve --port -1", /^cli\/invalid-argument: --port /],
  ["demo --accounts 1e3", /^cli\/invalid-argument: --accounts /],
  ["export", /^cli\/missing-argument: .*'table' → /],
  ["export accounts --format xls", /^cli\/invalid-argument: .*'xls'/],
  ["diff", /^cli\/nothing-to-compare: .* → Name a preset with --preset/],
  ["diff --preset stripe --config other", /^cli\/conflicting-option: /],
  ["diff --preset stripe --format xls", /^cli\/invalid-argument: .*'xls'/],
  ["quarantine list --bogus", /^cli\/unknown-option: .*'--bogus' → /],
  ["quarantine lst", /^cli\/unknown-command: .*'lst' → Did you mean list\?/],
])("tenure %s is refused in one line", async (line, said) => {
  const text = await parse(line.split(" "));
  expect(text).toMatch(said);
  expect(text.split("\n")).toEqual([expect.any(String), ""]);
  expect(asked).toEqual([]);
});

test("a day means its midnight and a time is read as UTC", async () => {
  expect(await parse(["run", "--as-of", "2024-02-29", "--known-at", "2026-01-01T06:30Z"])).toBe("");
  expect(asked).toMatchObject([
    [{ asOf: new Date("2024-02-29T00:00:00Z"), knownAt: new Date("2026-01-01T06:30:00Z") }],
  ]);
});
