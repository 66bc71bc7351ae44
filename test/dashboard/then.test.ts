import { expect, test } from "vitest";
import { thenBy } from "../../dashboard/figures/then.js";

interface Group {
  readonly name: string;
  readonly customers: number;
}

const keyOf = ({ name }: Group) => name;
const none = (row: Group): Group => ({ ...row, customers: 0 });
const now = [{ name: "large", customers: 5 }];
const then = [
  { name: "large", customers: 3 },
  { name: "small", customers: 2 },
];

test("a row is found again by its key, and one that was not there had nothing", () => {
  const earlier = thenBy(then, keyOf, none);
  expect(earlier.of({ name: "large", customers: 5 })?.customers).toBe(3);
  expect(earlier.of({ name: "new", customers: 4 })?.customers).toBe(0);
});

test("a row that is no more stays with nothing, so that its loss is seen", () => {
  expect(thenBy(then, keyOf, none).whole(now)).toEqual([...now, { name: "small", customers: 0 }]);
});

test("rows that are not known say nothing of what was", () => {
  const unknown = thenBy(undefined, keyOf, none);
  expect(unknown.of({ name: "large", customers: 5 })).toBeUndefined();
  expect(unknown.whole(now)).toEqual(now);
});
