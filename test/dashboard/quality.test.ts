import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { total, watched } from "../../dashboard/figures/quality.js";

const counts = { files: 1, read: 10, loaded: 6, quarantined: 1, duplicate: 2, filtered: 1 };

test("the last row adds the sources up and carries the newest landing", () => {
  const all = total([
    { source: "billing", ...counts, newestLanding: "2026-01-01T02:00:00.000", newestRow: null },
    { source: "crm", ...counts, newestLanding: null, newestRow: "2025-12-30" },
    {
      source: "support",
      ...counts,
      newestLanding: "2025-12-31T23:00:00.000",
      newestRow: "2025-12-29",
    },
  ]);
  expect(all).toEqual({
    source: "All sources",
    files: 3,
    read: 30,
    loaded: 18,
    quarantined: 3,
    duplicate: 6,
    filtered: 3,
    newestLanding: "2026-01-01T02:00:00.000",
    newestRow: "2025-12-30",
  });
});

test("no source at all adds up to nothing and no landing", () => {
  expect(total([])).toMatchObject({ read: 0, newestLanding: null });
});

test("the page says of exactly those figures that are watched that they are", () => {
  const model = readFileSync("models/core/closed_figures.sql", "utf8");
  const figures = model.slice(model.indexOf("figures as ("));
  const metrics = [...figures.matchAll(/select '(\w+)'/g)].map(([, metric]) => metric);
  expect([...watched.always, ...watched.withInvoices]).toEqual(metrics);
});
