import { expect, test } from "vitest";
import { rememberLoads } from "../../dashboard/remember.js";

interface Given {
  readonly stop: AbortSignal;
  readonly come: (what: string) => void;
  readonly fail: (why: Error) => void;
}

/** Loads that end when the test says so. */
function loads() {
  const begun: Given[] = [];
  const load = (stop: AbortSignal): Promise<string> =>
    new Promise((come, fail) => begun.push({ stop, come, fail }));
  return { begun, load };
}

test("two who ask the same at once wait for one load", async () => {
  const { begun, load } = loads();
  const remembered = rememberLoads<string>(1000);
  const both = Promise.all([remembered.load("a", load), remembered.load("a", load)]);
  expect(begun.length).toBe(1);
  begun[0]?.come("rows");
  expect(await both).toEqual(["rows", "rows"]);
  expect(remembered.known("a")).toBe("rows");
  expect(remembered.known("b")).toBeUndefined();
});

test("what was loaded is loaded anew once it is no longer fresh", async () => {
  const { begun, load } = loads();
  let now = 0;
  const remembered = rememberLoads<string>(1000, () => now);
  const first = remembered.load("a", load);
  begun[0]?.come("old");
  await first;
  now = 999;
  expect(await remembered.load("a", load)).toBe("old");
  now = 1000;
  expect(remembered.known("a")).toBeUndefined();
  const second = remembered.load("a", load);
  begun[1]?.come("new");
  expect(await second).toBe("new");
});

test("a load ends when the last who waited for it has left, and not before", async () => {
  const { begun, load } = loads();
  const remembered = rememberLoads<string>(1000);
  const [one, other] = [new AbortController(), new AbortController()];
  remembered.load("a", load, one.signal);
  remembered.load("a", load, other.signal);
  one.abort();
  expect(begun[0]?.stop.aborted).toBe(false);
  other.abort();
  expect(begun[0]?.stop.aborted).toBe(true);
  remembered.load("a", load);
  expect(begun.length).toBe(2);
});

test("a load that failed is not remembered, nor is one that could not be read", async () => {
  const { begun, load } = loads();
  const remembered = rememberLoads<string>(1000);
  const lost = remembered.load("a", load);
  begun[0]?.fail(new Error("no answer"));
  await expect(lost).rejects.toThrow("no answer");
  const found = remembered.load("a", load);
  begun[1]?.come("rows");
  expect(await found).toBe("rows");
  remembered.forget("a");
  expect(remembered.known("a")).toBeUndefined();
});

test("it is quiet when the last load has ended, well or not", async () => {
  const { begun, load } = loads();
  const remembered = rememberLoads<string>(1000);
  await remembered.quiet();
  const [one, other] = [remembered.load("a", load), remembered.load("b", load)];
  let isQuiet = false;
  const quiet = remembered.quiet().then(() => {
    isQuiet = true;
  });
  begun[0]?.come("rows");
  await one;
  expect(isQuiet).toBe(false);
  begun[1]?.fail(new Error("no answer"));
  await expect(other).rejects.toThrow("no answer");
  await quiet;
  expect(isQuiet).toBe(true);
});
