import { expect, test } from "vitest";
import { drawCurves } from "../../dashboard/charts/curves.js";
import {
  type Curve,
  type CurveStep,
  curvesOf,
  dayOf,
  daysOf,
  isLabelledDay,
  shareBy,
} from "../../dashboard/figures/curves.js";
import { arrivedDrill } from "../../dashboard/journey-drills.js";
import { behindQuestion } from "../../dashboard/questions/drill.js";
import { frame, theme } from "./sample.js";

const step = (group: string, day: number, share: number): CurveStep => {
  return { from: "handover", to: "value", group, n: group === "all" ? 9 : 4, day, share };
};

const curves = curvesOf([
  step("2025", 20, 0.5),
  step("2025", 10, 0.25),
  step("all", 10, 0.2),
  step("all", 40, 0.6),
  step("2024", 40, 1),
]);

test("everybody's curve comes first, then the others in their order, each by day", () => {
  expect(curves.map(({ group, n }) => [group, n])).toEqual([
    ["all", 9],
    ["2024", 4],
    ["2025", 4],
  ]);
  expect(curves[2]?.steps.map(({ day }) => day)).toEqual([10, 20]);
});

test("a share holds until the next step, is nothing before the first, and unknown after the last", () => {
  const last = curves[2];
  if (last === undefined) throw new Error("no curve");
  expect([0, 9, 10, 19, 20, 21].map((day) => shareBy(last, day))).toEqual([
    0,
    0,
    0.25,
    0.25,
    0.5,
    null,
  ]);
  expect([0.25, 0.5, 0.75].map((share) => dayOf(last, share))).toEqual([10, 20, null]);
});

test("curves are drawn at every day while these fit, at fewer when not, and always at the last", () => {
  expect(daysOf(curves)).toEqual(Array.from({ length: 41 }, (_, day) => day));
  // 1,003 days in steps of 5 are 201, and the last day is no multiple of 5
  const long = daysOf(curvesOf([step("all", 1003, 1)]));
  expect([long.length, long[1], long.at(-2), long.at(-1)]).toEqual([202, 5, 1000, 1003]);
});

test("labels stand on tens of days, on quarters when those are too many", () => {
  const labelled = (last: number) =>
    Array.from({ length: last + 1 }, (_, day) => day).filter((day) => isLabelledDay(day, last));
  expect(labelled(40)).toEqual([0, 10, 20, 30, 40]);
  expect(labelled(400)).toEqual([0, 90, 180, 270, 360]);
});

const leads = ({ from, to }: Curve, day: number) => arrivedDrill({ from, to }, day);

test("a day that is clicked leads to whoever of all has arrived by then", () => {
  const { column } = drawCurves(curves, frame, leads);
  expect(column?.(10)?.title).toBe("Handover to value: arrived by 10 days");
  expect([column?.(10)?.where, column?.(10)?.upTo]).toEqual([
    [
      ["from_stage", ["handover"]],
      ["to_stage", ["value"]],
      ["is_reached", ["true"]],
    ],
    ["days", "10"],
  ]);
  expect(column?.(41)).toBeUndefined();
});

test("whoever arrived by a day is narrowed to the page's segment, but for a way of another one", () => {
  const way = { from: "handover", to: "value" };
  const asked = (segment?: string) =>
    behindQuestion(arrivedDrill({ ...way, segment }, 30), { segment: "emea", region: "EMEA" });
  const filters = (segment?: string) =>
    asked(segment).query.filters?.map((filter) => Object.values(filter));
  const common = [
    ["journey_times.from_stage", "equals", ["handover"]],
    ["journey_times.to_stage", "equals", ["value"]],
  ];
  const last = [
    ["journey_times.is_reached", "equals", ["true"]],
    ["journey_times.days", "lte", ["30"]],
  ];
  const among = (segment: string) => ["journey_times.segments", "contains", [`/${segment}/`]];
  const known = ["journey_times.mean_days", "set"];
  expect(filters()).toEqual([...common, ...last, among("emea"), known]);
  expect(filters("large")).toEqual([...common, among("large"), ...last, known]);
  expect([asked().ignored, asked("large").ignored]).toEqual([["Region"], ["Segment", "Region"]]);
});

test("each group is a stepped line that says its size, everybody's in ink", () => {
  const { option, legend, hint } = drawCurves(curves, frame, leads, (group) =>
    group === "all" ? "Everybody" : group,
  );
  const lines = option.series as readonly { step?: string; data: readonly unknown[] }[];
  expect(lines.map((line) => line.step)).toEqual(["end", "end", "end"]);
  expect(lines[2]?.data.slice(9, 12)).toEqual([0, 0.25, 0.25]);
  expect(lines[2]?.data[21]).toBeNull();
  expect(legend?.map(({ label, colour }) => [label, colour])).toEqual([
    ["Everybody, n 9", theme.ink],
    ["2024, n 4", theme.kinds[0]],
    ["2025, n 4", theme.kinds[1]],
  ]);
  expect(hint(10, "all")?.rows.map(({ value }) => value)).toEqual(["20.0%", "0.0%", "25.0%"]);
  expect(hint(10, "all")?.title).toBe("10 days");
});
