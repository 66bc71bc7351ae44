import { expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { type Cells, cast, wanted } from "./cells.js";

oneIn(2);

const times: Cells = [
  ["2024-01-02", "2024-01-02 00:00:00"],
  ["2024-01-02 03:04:05", "2024-01-02 03:04:05"],
  ["2024-01-02T03:04:05Z", "2024-01-02 03:04:05"],
  ["2024-01-02T03:04:05.5Z", "2024-01-02 03:04:05.5"],
  ["2024-01-02T03:04:05+05:30", "2024-01-01 21:34:05"],
  ["2024-01-02 03:04:05-08", "2024-01-02 11:04:05"],
  ["2024-01-02 03:04:05 UTC", "2024-01-02 03:04:05"],
  ["2024-07-02 03:04:05 Europe/Berlin", "2024-07-02 01:04:05"],
  ["2024-01-02 03:04", "2024-01-02 03:04:00"],
  ["2024-02-29", "2024-02-29 00:00:00"],
  ["2023-02-29", "not-a-timestamp"],
  ["infinity", "not-a-timestamp"],
  ["-infinity", "not-a-timestamp"],
  ["epoch", "not-a-timestamp"],
  ["02/01/2024", "not-a-timestamp"],
  ["nan", "not-a-timestamp"],
  ["", null],
  ["yesterday", "not-a-timestamp"],
];

test("times are ISO 8601 in UTC, and an offset or a zone in the text wins", async () => {
  expect(await cast("subscriptions", "cancelled_at", "v", times)).toEqual(wanted(times));
});

test("a text without a zone is never read in the zone of the text before it", async () => {
  const cells: Cells = [
    ["2024-01-02 03:04:05 America/New_York", "2024-01-02 08:04:05"],
    ["2024-01-02 03:04", "2024-01-02 03:04:00"],
    ["2024-01-02 03:04:05.5", "2024-01-02 03:04:05.5"],
    ["2024-01-02T03:04:05.5+01:00", "2024-01-02 02:04:05.5"],
  ];
  expect(await cast("subscriptions", "cancelled_at", "v", cells)).toEqual(wanted(cells));
});

const berlin: Cells = [
  ["2024-01-02", "2024-01-02 00:00:00"],
  ["2024-01-02 03:04:05", "2024-01-02 02:04:05"],
  ["2024-07-02 03:04:05", "2024-07-02 01:04:05"],
  ["2024-03-31 01:59:59", "2024-03-31 00:59:59"],
  ["2024-03-31 03:00:00", "2024-03-31 01:00:00"],
  ["2024-10-27 03:00:00", "2024-10-27 02:00:00"],
  ["2024-07-02 03:04:05.25", "2024-07-02 01:04:05.25"],
  ["2024-07-02T03:04:05Z", "2024-07-02 03:04:05"],
  ["2024-07-02 03:04:05 UTC", "2024-07-02 03:04:05"],
  ["2024-07-02 03:04:05+02", "2024-07-02 01:04:05"],
  ["2024-07-02T03:04:05.5+0200", "2024-07-02 01:04:05.5"],
];

test("times without an offset are those of the source's time zone, a plain date is not moved", async () => {
  expect(
    await cast("subscriptions", "cancelled_at", "v", berlin, "timezone: Europe/Berlin\n"),
  ).toEqual(wanted(berlin));
});

test("a format reads what it names and nothing else", async () => {
  const cells: Cells = [
    ["31.12.2024 23:59", "2024-12-31 23:59:00"],
    ["12/31/2024", "not-a-timestamp"],
    ["2024-12-31", "not-a-timestamp"],
    ["31.12.2024 23:59:59", "not-a-timestamp"],
  ];
  expect(
    await cast("subscriptions", "cancelled_at", '{ from: v, format: "%d.%m.%Y %H:%M" }', cells),
  ).toEqual(wanted(cells));
  const inBerlin: Cells = [["31.7.2024 9:05", "2024-07-31 07:05:00"]];
  const format = '{ from: v, format: "%-d.%-m.%Y %-H:%M" }';
  expect(
    await cast("subscriptions", "cancelled_at", format, inBerlin, "timezone: Europe/Berlin\n"),
  ).toEqual(wanted(inBerlin));
  const dates: Cells = [["31.07.2024", "2024-07-31 00:00:00"]];
  expect(
    await cast(
      "subscriptions",
      "cancelled_at",
      '{ from: v, format: "%d.%m.%Y" }',
      dates,
      "timezone: Europe/Berlin\n",
    ),
  ).toEqual(wanted(dates));
});

test("seconds and milliseconds since 1970 are read, and what overflows is set aside", async () => {
  const seconds: Cells = [
    ["0", "1970-01-01 00:00:00"],
    ["1704164645", "2024-01-02 03:04:05"],
    ["1704164645.25", "2024-01-02 03:04:05.25"],
    ["-1", "1969-12-31 23:59:59"],
    ["99999999999999", "not-a-timestamp"],
    ["2024-01-02", "not-a-timestamp"],
  ];
  expect(
    await cast("subscriptions", "cancelled_at", "{ from: v, format: epoch }", seconds),
  ).toEqual(wanted(seconds));
  const millis: Cells = [
    ["1704164645250", "2024-01-02 03:04:05.25"],
    ["1e30", "not-a-timestamp"],
  ];
  expect(
    await cast("subscriptions", "cancelled_at", "{ from: v, format: epoch_ms }", millis),
  ).toEqual(wanted(millis));
});
