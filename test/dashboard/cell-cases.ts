import { expect, test } from "vitest";
import { compactMoney, decimal, percent } from "../../dashboard/format.js";
import type { Reading } from "./figure-cases.js";
import type { Name } from "./tab.js";
import { partOf, unfolded } from "./walks.js";

const month = "2025-12-01";

/** Cells of the first row of a table that lead to accounts, by what REST has for that row. */
interface Cells {
  readonly part: string;
  readonly isFolded: boolean;
  readonly view: string;
  /** What names the row, in the order of which the first one is asked for. */
  readonly by: string;
  readonly title: string;
  readonly equals?: Readonly<Record<string, string>>;
  readonly during?: string;
  /** What each column leads to. */
  readonly columns: Readonly<Record<string, string>>;
}

const cells: Partial<Record<Name, Cells>> = {
  customers: {
    ...{ part: "Tiers", isFolded: false, view: "account_months", by: "tier", title: "tier" },
    during: "month",
    columns: { Share: "mrr", MRR: "mrr", "Share of MRR": "mrr", Floor: "mrr" },
  },
  health: {
    ...{ part: "What costs points", isFolded: true, view: "health_factors" },
    ...{ by: "factor", title: "factor", during: "month" },
    equals: { index: "health" },
    columns: {
      "Points lost": "points_lost_average",
      "Mean score": "score_average",
      Unknown: "missing_share",
      Customers: "accounts",
    },
  },
  maturity: {
    ...{ part: "Where accounts are in their journey", isFolded: true, view: "journey" },
    ...{ by: "position", title: "title" },
    columns: {
      ARR: "arr",
      "ARR stuck": "arr_stuck",
      "Ever there": "accounts",
      "Mean days": "mean_days",
    },
  },
  engagement: {
    ...{ part: "Moments by kind", isFolded: true, view: "engagement", by: "title", title: "title" },
    columns: { Taken: "done", "Let pass": "expired" },
  },
};

const formats: Readonly<Record<string, (value: number) => string>> = {
  mrr: (value) => compactMoney(value, "USD"),
  arr: (value) => compactMoney(value, "USD"),
  arr_stuck: (value) => compactMoney(value, "USD"),
  missing_share: (value) => percent(value),
};

/** A test that cells of a page's table lead to accounts that add up to what REST gives. */
export function cellCases(name: Name, { tabOf, ask }: Reading): void {
  const asked = cells[name];
  if (asked === undefined) return;
  const { part, isFolded, view, by, title, during, columns } = asked;
  const of = (member: string) => `${view}.${member}`;

  test(`figures of a row of ${part} lead to accounts that add up to them`, async () => {
    const { page: tab } = await tabOf(name);
    const measures = [...new Set(Object.values(columns))];
    const [row] = await ask({
      dimensions: [...new Set([by, title])].map(of),
      measures: measures.map(of),
      filters: [
        ...Object.entries(asked.equals ?? {}).map(([member, value]) => ({
          ...{ member: of(member), operator: "equals", values: [value] },
        })),
        { member: of(by), operator: "set" },
      ],
      ...(during === undefined
        ? {}
        : { timeDimensions: [{ dimension: of(during), dateRange: [month, month] }] }),
      order: { [of(by)]: "asc" },
      limit: 1,
    });
    if (isFolded) await unfolded(tab, part);
    const table = partOf(tab, part).locator("table").first();
    await table.waitFor();
    const titles = await table.locator("thead th").allTextContents();
    const place = isFolded ? named(String(row?.[of(title)])) : /./;
    const shown = table.locator("tbody tr").filter({ has: tab.locator("th", { hasText: place }) });
    for (const [column, measure] of Object.entries(columns)) {
      const value = Number(row?.[of(measure)]);
      if (value === 0) continue;
      expect(titles).toContain(column);
      const cell = shown
        .first()
        .locator("td")
        .nth(titles.indexOf(column) - 1);
      await cell.locator("a").click();
      const said = (formats[measure] ?? ((it: number) => decimal(it, 2)))(value);
      const sum = tab.locator("#drill-sum", { hasText: /together|over all of them/ });
      await expect
        .poll(() => sum.textContent())
        .toMatch(new RegExp(`${escaped(said)}(, [^;]+ since \\w+ \\d{4}(; at the end .+)?)?$`));
      await tab.goBack();
      await tab.getByRole("dialog").waitFor({ state: "detached" });
    }
  });
}

const escaped = (text: string) => text.replaceAll(/[.$()]/g, "\\$&");

/** A name as the page writes it: a factor's underscores are spaces there. */
function named(name: string): RegExp {
  return new RegExp(`^${escaped(name).replaceAll("_", " ")}$`, "i");
}
