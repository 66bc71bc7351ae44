import { describe, expect, test } from "vitest";
import { isSample, seed } from "./mode.js";
import { isTaken, oneIn } from "./sampled.js";

test("the seeds take each test once, and one in so many of them", () => {
  for (const share of [1, 2, 3, 7]) {
    for (let place = 0; place < 20; place += 1) {
      const takers = Array.from({ length: share }, (_, at) => isTaken(place, share, at + 1));
      expect(takers.filter((it) => it)).toHaveLength(1);
    }
  }
});

const ran: number[] = [];

describe("a block of which one in three is taken", () => {
  oneIn(3);
  test.each([0, 1, 2, 3, 4, 5, 6])("place %i", (place) => {
    ran.push(place);
    expect(ran.at(-1)).toBe(place);
  });
});

test.runIf(isSample)("leaves out the others", () => {
  expect(ran).toEqual([0, 1, 2, 3, 4, 5, 6].filter((place) => isTaken(place, 3, seed)));
});
