import type { Page } from "playwright-core";
import { fullMoney } from "../../dashboard/format.js";
import { tableRows } from "./browser.js";
import type { Row } from "./company.js";
import type { Reading } from "./figure-cases.js";
import { full, type Name } from "./tab.js";

/** A figure of a page under a filter, as shown and as REST has it. */
interface Narrowed {
  readonly filter: "Region" | "Segment";
  readonly value: string;
  readonly shown: (tab: Page) => Promise<string | null | undefined>;
  readonly asked: (ask: Reading["ask"]) => Promise<string>;
}

/** What a reader does on a page: the same on each, with other figures. */
export interface Walk {
  readonly narrowed?: Narrowed;
  /** What leads to accounts: in a part, behind "Show as a table" where it is so. */
  readonly drill?: { readonly part?: string; readonly isFolded?: boolean };
  /** The part whose rows are fetched as a file. */
  readonly download: string;
  /** A part that is a picture too, and how many of its colours there are at least. */
  readonly picture?: readonly [part: string, colours: number];
}

const during = (dimension: string) => [
  { dimension, dateRange: ["2025-12-01", "2025-12-01"] as const },
];
const equals = (member: string, value: string) => ({ member, operator: "equals", values: [value] });
const dollars = (value: unknown) => fullMoney(Number(value), "USD");
/** A part of a page by its title. */
export const partOf = (tab: Page, name: string) => tab.getByRole("region", { name, exact: true });

/** Opens what is behind "Show as a table". */
export async function unfolded(tab: Page, name: string): Promise<void> {
  const details = partOf(tab, name).locator("details");
  if ((await details.getAttribute("open")) === null) await details.locator("summary").click();
}

async function only(ask: Reading["ask"], query: object, member: string): Promise<Row[string]> {
  return (await ask({ measures: [member], ...query }))[0]?.[member];
}

/** The walk of each page. */
export const walks: Readonly<Record<Name, Walk>> = {
  forecast: {
    narrowed: {
      filter: "Segment",
      value: "emea",
      shown: (tab) => full(tab, "retained"),
      asked: async (ask) => {
        const of = (name: string) => `forecast_waterfall.${name}`;
        const day = (name: string, on: string) => ({ dimension: of(name), dateRange: [on, on] });
        const query = {
          filters: [
            ...[equals(of("segment"), "emea"), equals(of("kind"), "model")],
            equals(of("metric"), "retained_arr"),
          ],
          timeDimensions: [day("period", "2025-12-01"), day("vintage", "2024-12-01")],
        };
        return dollars(await only(ask, query, of("actual")));
      },
    },
    drill: {},
    download: "How good the forecasts were",
    picture: ["The vintage triangle", 4],
  },
  revenue: {
    narrowed: {
      filter: "Region",
      value: "EMEA",
      shown: (tab) => full(tab, "mrr"),
      asked: async (ask) => {
        const query = {
          filters: [equals("growth.region", "EMEA")],
          timeDimensions: during("growth.month"),
        };
        return dollars(await only(ask, query, "growth.mrr"));
      },
    },
    drill: {},
    download: "What is kept: NRR and GRR",
    picture: ["Cohorts: what is left of each first month", 4],
  },
  customers: {
    narrowed: {
      filter: "Region",
      value: "EMEA",
      shown: (tab) => partOf(tab, "Accounts").locator("tbody th").first().textContent(),
      asked: async (ask) => {
        const [first] = await ask({
          dimensions: ["accounts.name"],
          measures: ["accounts.arr"],
          filters: [equals("accounts.region", "EMEA")],
          order: { "accounts.arr": "desc" },
          limit: 1,
        });
        return String(first?.["accounts.name"]);
      },
    },
    drill: { part: "Tiers" },
    download: "Accounts",
    picture: ["Who needs whom", 2],
  },
  health: {
    narrowed: {
      filter: "Region",
      value: "EMEA",
      shown: (tab) => full(tab, "scored"),
      asked: async (ask) => {
        const query = {
          filters: [equals("health.index", "health"), equals("health.region", "EMEA")],
          timeDimensions: during("health.month"),
        };
        return String(await only(ask, query, "health.accounts"));
      },
    },
    drill: {},
    download: "What costs points",
    picture: ["Which element is weak, and where", 3],
  },
  maturity: {
    narrowed: {
      filter: "Region",
      value: "EMEA",
      shown: async (tab) => {
        await unfolded(tab, "Where accounts are in their journey");
        const rows = await tableRows(tab, "Accounts by stage as of the build");
        return String(rows.reduce((sum, cells) => sum + Number(cells[1]), 0));
      },
      asked: async (ask) => {
        const query = { filters: [equals("journey.region", "EMEA")] };
        return String(await only(ask, query, "journey.current_accounts"));
      },
    },
    drill: { part: "Where accounts are in their journey", isFolded: true },
    download: "Where accounts are in their journey",
    picture: ["Customers by stage of effectiveness", 5],
  },
  engagement: {
    narrowed: {
      filter: "Region",
      value: "EMEA",
      shown: (tab) => full(tab, "waiting"),
      asked: async (ask) => {
        const query = { filters: [equals("engagement.region", "EMEA")] };
        return String(await only(ask, query, "engagement.waiting"));
      },
    },
    drill: {},
    download: "Moments by kind",
    picture: ["Moments by kind", 3],
  },
  // the evidence itself: there is nothing to narrow and nobody behind it
  account: { download: "Health over time", picture: ["MRR and what moved it", 3] },
  "data-quality": { download: "Sources" },
};
