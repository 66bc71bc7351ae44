import { expect, test } from "vitest";
import { hundredths, moved, points } from "../../dashboard/figures/since.js";
import { compactMoney, count, nothing, words } from "../../dashboard/format.js";
import { tableMoves, tableRows } from "./browser.js";
import { earlierRun, type Row } from "./company.js";
import type { Reading } from "./figure-cases.js";
import { full, soon } from "./tab.js";
import { partOf, unfolded } from "./walks.js";

const month = "2025-12-01";
const during = (dimension: string, of = month) => [{ dimension, dateRange: [of, of] }];

/** Tests of what figures are compared with, and of what is not there to be compared with. */
export function compareCases({ tabOf, ask }: Reading): void {
  test("another month and the month to compare with are in the address", async () => {
    const { page: tab } = await tabOf("revenue", "?month=2025-06");
    await tab.getByLabel("Compare with").selectOption("2024-06");
    await tab.getByText("since Jun 2024").first().waitFor();
    expect(tab.url()).toContain("compare=2024-06");
    const measured = async (of: string) => {
      const asked = { measures: ["growth.customers"], timeDimensions: during("growth.month", of) };
      const [row] = await ask(asked);
      return Number(row?.["growth.customers"]);
    };
    const gained = (await measured("2025-06-01")) - (await measured("2024-06-01"));
    await tab.getByText(`+${gained} since Jun 2024`, { exact: true }).waitFor();
    // every figure of the month says how it differs
    expect(await tab.locator(".figure .note", { hasText: "since Jun 2024" }).count()).toBe(5);
  });

  test("beside the accounts of a figure stands what each was in what is compared with", async () => {
    const { page: tab } = await tabOf("revenue", "?month=2025-06&compare=2024-06");
    const paidIn = async (of: string) => {
      const rows = await ask({
        dimensions: ["growth.account_id"],
        measures: ["growth.mrr"],
        filters: [{ member: "growth.mrr", operator: "notEquals", values: ["0"] }],
        timeDimensions: during("growth.month", of),
      });
      return new Map(rows.map((row) => [row["growth.account_id"], Number(row["growth.mrr"])]));
    };
    const [now, then] = [await paidIn("2025-06-01"), await paidIn("2024-06-01")];
    const gone = [...then.keys()].filter((account) => !now.has(account));
    const total = (of: ReadonlyMap<unknown, number>) =>
      [...of.values()].reduce((sum, mrr) => sum + mrr, 0);
    const moved = total(now) - total(then);
    expect(gone.length).toBeGreaterThan(1);
    await tab.locator("#figure-mrr a").click();
    const panel = tab.getByRole("dialog");
    const said = `${now.size} accounts; together ${compactMoney(total(now), "USD")}, ${moved < 0 ? "−" : "+"}${compactMoney(Math.abs(moved), "USD")} since Jun 2024; at the end ${gone.length} accounts behind it in Jun 2024, not now`;
    await expect.poll(() => panel.locator("#drill-sum").textContent(), soon).toBe(said);
    await panel.getByRole("button", { name: /^Show all/ }).click();
    const rows = panel.locator("tbody tr");
    expect(await rows.count()).toBe(now.size + gone.length);
    const shown = await rows.evaluateAll((all) =>
      all.map((row) => [
        decodeURIComponent(
          row
            .querySelector("th a")
            ?.getAttribute("href")
            ?.match(/account\/([^?]+)/)?.[1] ?? "",
        ),
        ...[...row.querySelectorAll("td")].slice(0, 2).map((cell) => cell.textContent),
      ]),
    );
    const say = (mrr: number | undefined) =>
      mrr === undefined ? nothing : compactMoney(mrr, "USD");
    for (const [account = "", mrr, earlier] of shown) {
      expect([account, mrr, earlier]).toEqual([
        account,
        say(now.get(account)),
        say(then.get(account)),
      ]);
    }
    await tab.goBack();
  });

  test("a month that is not there is named above what is shown instead", async () => {
    const { page: tab } = await tabOf("revenue", "?month=2031-01&compare=soon");
    const said = tab.getByRole("status");
    await said.getByText("There is no closed month Jan 2031: Dec 2025 is shown instead.").waitFor();
    await said.getByText("There is no closed month “soon” before Dec 2025").waitFor();
    await tab.getByRole("form", { name: "Filters" }).getByLabel("Month").selectOption("2025-10");
    await said.getByText("Jan 2031").waitFor({ state: "detached" });
    await tab.getByLabel("Compare with").selectOption("2025-09");
    await said.waitFor({ state: "detached" });
  });

  test("figures say how they differ from an earlier build, which stays in the address", async () => {
    const { page: tab } = await tabOf("revenue");
    await tab.getByLabel("Compare with").selectOption(earlierRun);
    const note = (id: string) => tab.locator(`.figure:has(#figure-${id}) .note`);
    const named = "since the build of 31 Dec 2025, 06:00 UTC";
    // the largest customer had not paid in that build; what it pays is in REST
    await expect.poll(() => note("customers").textContent(), soon).toBe(`+1 ${named}`);
    const mrr = async (run?: string) => {
      const asked = { measures: ["growth.arr"], timeDimensions: during("growth.month") };
      const [row] = await ask(asked, run);
      return Number(row?.["growth.arr"]);
    };
    const moved = compactMoney((await mrr()) - (await mrr(earlierRun)), "USD");
    expect(await note("arr").textContent()).toBe(`+${moved} ${named}`);
    await tab.getByRole("link", { name: "Engagement and books" }).click();
    const overdue = await full(tab, "overdue");
    await expect.poll(() => note("overdue").textContent(), soon).toContain(`+${overdue} ${named}`);
    expect(tab.url()).toContain(`build=${earlierRun}`);
    // no forecast was another, and none may be without a word on it
    await tab.getByRole("link", { name: "Forecast" }).click();
    await expect.poll(() => tab.locator(".figure .note", { hasText: named }).count(), soon).toBe(6);
    await tabOf("revenue", "?build=20250101T060000Z-0001");
    await tab.getByText("nothing to compare with").first().waitFor();
    const chosen = tab.getByLabel("Compare with").locator("option:checked");
    await expect.poll(() => chosen.textContent(), soon).toBe("no longer kept");
    await tab.getByText("The build of run 20250101T060000Z-0001 is not among").waitFor();
    await tab.getByLabel("Compare with").selectOption("2025-10");
    await tab.getByText("since Oct 2025").first().waitFor();
    expect(await tab.getByText("is not among").count()).toBe(0);
  });

  const sayMoney = (by: number) => compactMoney(by, "USD");

  /** What REST has in two months by a member of a view, as how each of the measures moved. */
  async function between(
    [now, then]: readonly [string, string],
    view: string,
    by: string,
    says: Readonly<Record<string, (by: number) => string>>,
  ): Promise<Readonly<Record<string, readonly (string | undefined)[]>>> {
    const asked = (of: string) =>
      ask({
        dimensions: [`${view}.${by}`],
        measures: Object.keys(says).map((measure) => `${view}.${measure}`),
        timeDimensions: during(`${view}.month`, of),
      });
    const [after, before] = [await asked(now), await asked(then)];
    return Object.fromEntries(
      after.map((row) => {
        const name = row[`${view}.${by}`];
        const earlier = before.find((it) => it[`${view}.${by}`] === name);
        const value = (of: typeof earlier, measure: string) => Number(of?.[`${view}.${measure}`]);
        return [
          String(name),
          Object.entries(says).map(([measure, say]) =>
            moved(value(row, measure), value(earlier, measure), say),
          ),
        ];
      }),
    );
  }

  test("tiers and quadrants say how their customers and money moved since a month", async () => {
    const { page: tab } = await tabOf("customers", "?month=2025-12&compare=2025-06");
    await tab.getByText("by tier, and what changed since Jun 2025").waitFor();
    const months = [month, "2025-06-01"] as const;
    const tiers = await between(months, "tiers", "tier", { customers: count, mrr: sayMoney });
    const told = async () =>
      (await tableMoves(tab, "Customers and MRR by tier")).map((cells) => [cells[1], cells[3]]);
    await expect.poll(told, soon).toEqual(["1", "2", "3"].map((tier) => tiers[tier]));
    const quadrants = await between(months, "quadrants", "quadrant", {
      ...{ accounts: count, arr: sayMoney },
    });
    const moves = await tableMoves(tab, "Customers by quadrant in December 2025, and");
    const rows = partOf(tab, "Quadrants").locator("tbody th");
    const names = (await rows.allTextContents()).map((name) => name.toLowerCase());
    for (const [name, says] of Object.entries(quadrants)) {
      const at = names.indexOf(name.replaceAll("_", " "));
      expect([name, ...(moves[at] ?? []).slice(1)]).toEqual([name, ...says]);
    }
  });

  test("stages, behaviors and books say how they moved since a month", async () => {
    const { page: tab } = await tabOf("maturity", "?month=2025-12&compare=2025-03");
    const months = [month, "2025-03-01"] as const;
    const mean = async (of: string) => {
      const asked = {
        measures: ["maturity.mean_stage"],
        timeDimensions: during("maturity.month", of),
      };
      const [row] = await ask(asked);
      return Number(row?.["maturity.mean_stage"]);
    };
    const note = tab.locator(".figure:has(#figure-stage) .note");
    const said = moved(await mean(months[0]), await mean(months[1]), hundredths);
    await expect.poll(() => note.textContent(), soon).toBe(`${said} since Mar 2025`);
    const stages = await between(months, "maturity", "stage", { customers: count });
    const [line = []] = await tableMoves(tab, "Customers by stage in December 2025");
    const inOrder = Object.keys(stages).toSorted((left, right) => Number(left) - Number(right));
    expect(line.slice(1)).toEqual(inOrder.map((stage) => stages[stage]?.[0]));
    await unfolded(tab, "Behaviors that are met");
    const behaviors = await between(months, "maturity_behaviors", "title", {
      ...{ met_share: points, met: count },
    });
    const titles = await partOf(tab, "Behaviors that are met")
      .locator("tbody th")
      .allTextContents();
    const moves = await tableMoves(tab, "Behaviors by the stage they belong to");
    for (const [at, title] of titles.entries()) {
      expect([title, moves[at]?.[2], moves[at]?.[3]]).toEqual([title, ...(behaviors[title] ?? [])]);
    }
    await tabOf("engagement", "?month=2025-12&compare=2025-03");
    await unfolded(tab, "Load of each book");
    const books = await between(months, "csm_books", "csm_id", {
      ...{ accounts: count, arr: sayMoney, load: points },
    });
    const shown = (await tableMoves(tab, "Books in December 2025")).map((cells) =>
      [1, 3, 6].map((at) => cells[at]),
    );
    expect(shown.toSorted()).toEqual(Object.values(books).toSorted());
  });

  test("factors say how what they cost moved since a month", async () => {
    const { page: tab } = await tabOf("health", "?compare=2025-06");
    await unfolded(tab, "What costs points");
    const asked = (of: string) =>
      ask({
        dimensions: ["health_factors.factor"],
        measures: ["health_factors.points_lost_average"],
        filters: [{ member: "health_factors.index", operator: "equals", values: ["health"] }],
        timeDimensions: during("health_factors.month", of),
        order: { "health_factors.factor": "asc" },
      });
    const lost = (rows: readonly Row[], factor: unknown) => {
      const value = rows.find((row) => row["health_factors.factor"] === factor);
      const points = value?.["health_factors.points_lost_average"];
      return points == null ? null : Number(points);
    };
    const [now, then] = [await asked(month), await asked("2025-06-01")];
    const factors = now.map((row) => row["health_factors.factor"]);
    const expected = factors.map((factor) => [
      words(String(factor)),
      moved(lost(now, factor), lost(then, factor), hundredths) ?? "",
    ]);
    const name = "Factors by the points they cost on average, and what changed since Jun 2025";
    const told = async () => {
      const [rows, moves] = [await tableRows(tab, name), await tableMoves(tab, name)];
      return rows.map((cells, at) => [cells[0], moves[at]?.[2]]).toSorted();
    };
    await expect.poll(told, soon).toEqual(expected.toSorted());
  });

  test("moments by kind say how they moved since an earlier build, and of a month that they do not", async () => {
    const { page: tab } = await tabOf("engagement", "?compare=2025-03");
    await tab.getByText("Not compared with Mar 2025, as these figures are of the build").waitFor();
    await tabOf("engagement", `?build=${earlierRun}`);
    expect(await tab.getByText(/^Not compared with/).count()).toBe(0);
    await unfolded(tab, "Moments by kind");
    const asked = { dimensions: ["engagement.title"], measures: ["engagement.overdue"] };
    const overdue = (await ask(asked)).map((row) => {
      const [name, now] = [row["engagement.title"], Number(row["engagement.overdue"])];
      // none was overdue in that build
      return [String(name), now === 0 ? "no change" : `+${now}`];
    });
    const rows = partOf(tab, "Moments by kind").locator("tbody th");
    const told = async () => {
      const moves = await tableMoves(tab, "Moments as of the build, and what changed");
      return (await rows.allTextContents()).map((name, at) => [name, moves[at]?.[2]]).toSorted();
    };
    await expect.poll(told, soon).toEqual(overdue.toSorted());
  });

  test("cards that stand as of the build say so under an earlier month, and only there", async () => {
    const { page: tab } = await tabOf("maturity", "?month=2025-06");
    const said = "As of the build, 1 Jan 2026, whatever month is chosen.";
    const notes = (part: string) => partOf(tab, part).getByText(said);
    await notes("Where accounts are in their journey").waitFor();
    for (const part of ["Milestones", "How long it takes", "Time to first value"]) {
      expect([part, await notes(part).count()]).toEqual([part, 1]);
    }
    expect(await notes("Behaviors that are met").count()).toBe(0);
    expect(await notes("Customers by stage of effectiveness").count()).toBe(0);
    await tabOf("maturity");
    expect(await tab.getByText(said).count()).toBe(0);
  });

  test("rows read and in quarantine say how they differ from an earlier build, and from no month", async () => {
    const { page: tab } = await tabOf("data-quality");
    await tab.getByText("Not compared with Nov 2025, as these figures are of the build").waitFor();
    await tabOf("data-quality", `?build=${earlierRun}`);
    const asked = {
      measures: ["data_quality.rows_read", "data_quality.rows_quarantined"],
      filters: [{ member: "data_quality.entity", operator: "equals", values: ["tickets"] }],
    };
    // all that came since are tickets
    const [row] = await ask(asked);
    const more = ["rows_read", "rows_quarantined"].map(
      (measure) => `+${count(Number(row?.[`data_quality.${measure}`]))}`,
    );
    const part = partOf(tab, "Sources");
    const total = part.locator("tfoot .moved");
    await expect.poll(() => total.nth(1).textContent(), soon).toBe(more[0]);
    expect(await total.nth(3).textContent()).toBe(more[1]);
    const billing = part.locator("tbody tr", { hasText: "Billing" }).locator(".moved");
    expect(new Set(await billing.allTextContents())).toEqual(new Set(["no change"]));
    const moves = await tableMoves(tab, "Rows in quarantine, by reason, and what changed");
    const rows = await tableRows(tab, "Rows in quarantine, by reason, and what changed");
    for (const [at, [, entity, , now]] of rows.entries()) {
      expect([entity, moves[at]?.[3]]).toEqual([
        entity,
        entity === "Tickets" ? `+${now}` : "no change",
      ]);
    }
  });
}
