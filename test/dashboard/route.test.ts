import { expect, test } from "vitest";
import { type Route, readRoute, toPage, writeRoute } from "../../dashboard/route.js";

const nowhere: Route = {
  page: "forecast",
  account: undefined,
  month: undefined,
  compare: undefined,
  build: undefined,
  filters: {},
  choices: {},
  drill: undefined,
};

test("an empty or unknown address is the forecast, which leadership opens", () => {
  for (const address of ["", "#", "#/", "#/nothing-here", "#main"]) {
    expect(readRoute(address)).toEqual(nowhere);
  }
});

test("what an address is written from is what is read from it", () => {
  const route: Route = {
    page: "account",
    account: "A 1/ä",
    month: "2025-11",
    compare: "2024-11",
    build: "20251201T060000Z-0001",
    filters: { region: "EMEA & UK", status: "red" },
    choices: { window: "3" },
    drill: {
      title: "Churn in November",
      view: "growth",
      measure: "mrr_churn",
      where: [["tier", ["1", "2"]]],
      during: ["month", "2025-11-01", "2025-11-01"],
      smallestFirst: true,
    },
  };
  expect(readRoute(writeRoute(route))).toEqual(route);
});

test("what nobody could have written is left out and not passed on", () => {
  const route = readRoute("#/revenue?month=&compare=&build=&tier=&drill={%22view%22:1}");
  expect(route).toEqual({ ...nowhere, page: "revenue" });
  expect(readRoute("#/revenue?drill=%7Bbroken").drill).toBeUndefined();
});

test("a month that is none stays as it was written, for the page to name", () => {
  const route = readRoute("#/revenue?month=2025-13&compare=last");
  expect(route).toEqual({ ...nowhere, page: "revenue", month: "2025-13", compare: "last" });
});

test("an account's page without an account is the customers", () => {
  expect(readRoute("#/account").page).toBe("customers");
  expect(readRoute("#/account/A%201")).toMatchObject({ page: "account", account: "A 1" });
});

test("another page keeps month and filters, and leaves the choices and the drill behind", () => {
  const route = readRoute("#/health?month=2025-10&tier=1&index=cmi");
  expect(route.choices).toEqual({ index: "cmi" });
  expect(toPage(route, "revenue")).toEqual({
    ...nowhere,
    page: "revenue",
    month: "2025-10",
    filters: { tier: "1" },
  });
});
