import { expect, test } from "vitest";
import { decimal, fullMoney, shortMonth, words } from "../../dashboard/format.js";
import { tableRows } from "./browser.js";
import type { Row } from "./company.js";
import type { Reading } from "./figure-cases.js";
import { full, soon } from "./tab.js";
import { partOf, unfolded } from "./walks.js";

const month = "2025-12-01";
const during = (dimension: string) => [{ dimension, dateRange: [month, month] }];

/** Tests that one customer's figures are those of REST, while the page is open. */
export function accountCases({ tabOf, ask, account }: Reading): void {
  test("an account's MRR, contacts and its score taken apart are those that REST gives", async () => {
    const { page: tab } = await tabOf("account");
    const equals = (member: string, value: string) => {
      return { member, operator: "equals", values: [value] };
    };
    const [row] = await ask({
      measures: ["accounts.mrr"],
      filters: [equals("accounts.account_id", account())],
    });
    expect(await full(tab, "account-mrr")).toBe(fullMoney(Number(row?.["accounts.mrr"]), "USD"));
    const factors = await ask({
      dimensions: ["health_factors.factor"],
      filters: [
        equals("health_factors.account_id", account()),
        equals("health_factors.index", "health"),
      ],
      timeDimensions: during("health_factors.month"),
    });
    const contacts = await ask({
      dimensions: ["contacts.contact_id", "contacts.is_sponsor", "contacts.is_current"],
      filters: [equals("contacts.account_id", account())],
      order: { "contacts.is_current": "desc", "contacts.is_sponsor": "desc" },
    });
    const people = await tableRows(tab, "Sponsors first, then by last contact");
    expect(people.length).toBe(Math.min(8, contacts.length));
    const first = people[0]?.[3]?.startsWith("Sponsor");
    expect([contacts.length > 0, first]).toEqual([true, contacts[0]?.["contacts.is_sponsor"]]);
    const caption = "Factors in Dec 2025, the dearest first, beside Nov 2025";
    expect((await tableRows(tab, caption)).length).toBe(factors.length);
  });

  test("what changed in a score is the difference of two months that REST gives", async () => {
    const { page: tab } = await tabOf("account");
    const of = (name: string) => `health_factors.${name}`;
    const factorsOf = (day: string) =>
      ask({
        dimensions: [of("factor"), of("value"), of("points_lost"), of("is_missing")],
        filters: [
          { member: of("account_id"), operator: "equals", values: [account()] },
          { member: of("index"), operator: "equals", values: ["health"] },
        ],
        timeDimensions: [{ dimension: of("month"), dateRange: [day, day] }],
      });
    const then = new Map((await factorsOf("2025-11-01")).map((row) => [row[of("factor")], row]));
    const known = (await factorsOf(month)).filter(
      (row) => then.has(row[of("factor")]) && row[of("points_lost")] !== null,
    );
    const lost = (row: Row | undefined) => Number(row?.[of("points_lost")]);
    const shown = await tableRows(tab, "Factors in Dec 2025, the dearest first, beside Nov 2025");
    const cells = new Map(shown.map((row) => [row[0], row]));
    expect(known.length).toBeGreaterThan(3);
    for (const row of known) {
      const before = then.get(row[of("factor")]);
      const name = words(String(row[of("factor")]));
      const value = before?.[of("value")];
      const isMissing = before?.[of("is_missing")] === true || value === null;
      expect([name, cells.get(name)?.[2]]).toEqual([
        name,
        isMissing ? expect.stringMatching(/unknown|–|—/) : decimal(Number(value), 2),
      ]);
      const won = lost(before) - lost(row);
      const change = Number.parseFloat(String(cells.get(name)?.[4]).replace("\u2212", "-"));
      expect([name, Math.abs(change - won) < 0.051]).toEqual([name, true]);
    }
  });

  test("a score of an earlier month leads to the page of that month, and back leads back", async () => {
    const { page: tab } = await tabOf("account");
    await unfolded(tab, "Health over time");
    const rows = partOf(tab, "Health over time").locator("tbody tr");
    await rows.filter({ hasText: "Oct 2025" }).locator("a").first().focus();
    await tab.keyboard.press("Enter");
    await tab.getByText("Factors in Oct 2025, the dearest first, beside Sep 2025").waitFor();
    await tab.goBack();
    await tab.getByText("Factors in Dec 2025, the dearest first, beside Nov 2025").waitFor();
  });

  test.each([
    "Health over time",
    "MRR and what moved it",
  ])("a click into the chart of %s leads to the page of that month", async (part) => {
    const { page: tab } = await tabOf("account");
    const canvas = partOf(tab, part).locator(".chart canvas");
    const box = await canvas.boundingBox();
    if (box === null) throw new Error(`nothing is drawn in ${part}`);
    await canvas.click({ position: { x: box.width * 0.6, y: box.height * 0.25 } });
    await expect.poll(() => tab.url(), soon).toMatch(/month=202[45]-\d\d/);
    const shown = tab.url().match(/month=(\d{4}-\d\d)/)?.[1];
    const name = shortMonth(`${shown}-01`);
    await tab.getByText(`Factors in ${name}, the dearest first`).waitFor();
    await tab.goBack();
    await tab.getByText("Factors in Dec 2025, the dearest first, beside Nov 2025").waitFor();
  });

  test("the evidence of an account's moments is a file and line that REST gives", async () => {
    const { page: tab } = await tabOf("account");
    const files = await ask({ dimensions: ["data_quality.file_id", "data_quality.path"] });
    const paths = new Map(
      files.map((row) => [row["data_quality.file_id"], row["data_quality.path"]]),
    );
    const moments = await ask({
      dimensions: ["engagement.evidence_file_id", "engagement.evidence_line"],
      filters: [
        { member: "engagement.account_id", operator: "equals", values: [account()] },
        { member: "engagement.evidence_file_id", operator: "set" },
      ],
    });
    const places = moments.map(
      (row) =>
        `${paths.get(row["engagement.evidence_file_id"] ?? null)}:${row["engagement.evidence_line"]}`,
    );
    const shown = partOf(tab, "Moments and evidence").locator("tbody code");
    await shown.first().waitFor();
    const said = await shown.allTextContents();
    expect(said.filter((place) => !places.includes(place))).toEqual([]);
  });

  test("the rows behind an account's score are those that REST gives, by file and line", async () => {
    const { page: tab } = await tabOf("account");
    const of = (name: string) => `factor_sources.${name}`;
    const equals = (name: string, value: string) => {
      return { member: of(name), operator: "equals", values: [value] };
    };
    const rows = await ask({
      dimensions: [of("factor"), of("entity"), of("position"), of("path"), of("line")],
      filters: [equals("account_id", account()), equals("index", "health")],
      order: { [of("factor")]: "asc", [of("entity")]: "asc", [of("position")]: "asc" },
    });
    const part = tab.getByRole("region", { name: "Rows behind the score", exact: true });
    const whole = part.getByRole("button", { name: `Show all ${rows.length}` });
    if (await whole.isVisible()) await whole.click();
    const shown = await tableRows(tab, "Newest rows of each factor as of the build");
    const places = rows.map((row) => `${row[of("path")]}:${row[of("line")]}`);
    expect(shown.map((cells) => cells[1])).toEqual(places);
    expect(rows.some((row) => row[of("entity")] === "tickets")).toBe(true);
  });
}
