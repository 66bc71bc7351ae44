import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Company, makeCompany } from "./company.js";

let company: Company;

beforeAll(async () => {
  company = await makeCompany({ accounts: 2000, eventsPerAccount: 20, seed: 1 });
});
afterAll(() => company.close());

const shares = `
  with ranked as (
    select mrr, row_number() over (order by mrr desc) as place, count(*) over () as customers,
      sum(mrr) over () as total
    from mrr_on(date '2026-01-01')
  )
  select
    count(*)::integer as customers,
    sum(mrr) filter (place <= ceil(0.1 * customers)) / any_value(total) as first_tenth,
    sum(mrr) filter (place <= ceil(0.3 * customers)) / any_value(total) as first_three_tenths,
    min(mrr) filter (place <= ceil(0.1 * customers)) as first_floor,
    min(mrr) filter (place <= ceil(0.3 * customers)) as second_floor,
    max(mrr) / any_value(total) as largest
  from ranked`;

describe("the revenue of 2,000 accounts", () => {
  test("is held to 45% by the first tenth and to 75% by the first three tenths", async () => {
    const [found] = await company.query(shares);
    expect(Number(found?.customers)).toBeGreaterThan(1200);
    expect(Math.abs(Number(found?.first_tenth) - 0.45)).toBeLessThan(0.03);
    expect(Math.abs(Number(found?.first_three_tenths) - 0.75)).toBeLessThan(0.03);
  });

  test("has floors near 5,000 and 1,700", async () => {
    const [found] = await company.query(shares);
    expect(Math.abs(Number(found?.first_floor) / 5000 - 1)).toBeLessThan(0.15);
    expect(Math.abs(Number(found?.second_floor) / 1700 - 1)).toBeLessThan(0.15);
  });

  test("depends for about 8% on one account", async () => {
    const [found] = await company.query(shares);
    expect(Number(found?.largest)).toBeGreaterThan(0.07);
    expect(Number(found?.largest)).toBeLessThan(0.09);
  });

  test("loses 8 to 16% of a year's ARR and grows with those who stay", async () => {
    const years = await company.query(`
      with years as (select unnest([date '2024-01-01', date '2025-01-01']) as day),
      grown as (
        select '2024' as year, before.mrr as mrr_then, coalesce(later.mrr, 0) as mrr_now
        from mrr_on(date '2024-01-01') as before
        left join mrr_on(date '2025-01-01') as later using (account)
        union all
        select '2025', before.mrr, coalesce(later.mrr, 0)
        from mrr_on(date '2025-01-01') as before
        left join mrr_on(date '2026-01-01') as later using (account)
      )
      select year, 1 - sum(least(mrr_then, mrr_now)) / sum(mrr_then) as lost,
        sum(mrr_now) / sum(mrr_then) as nrr
      from grown group by year order by year`);
    expect(years).toHaveLength(2);
    for (const year of years) {
      expect(Number(year.lost)).toBeGreaterThan(0.08);
      expect(Number(year.lost)).toBeLessThan(0.16);
      expect(Number(year.nrr)).toBeGreaterThan(0.98);
      expect(Number(year.nrr)).toBeLessThan(1.1);
    }
  });
});

describe("life's complications", () => {
  const counted: readonly (readonly [string, string, number])[] = [
    [
      "parents own several accounts",
      `select count(*) from (select 1 from accounts
      where "Parent Account" <> '' group by "Parent Account" having count(*) >= 2)`,
      20,
    ],
    [
      "accounts come back after more than a month away",
      `select count(*) from (
      select account, started_on - max(ended_on) over (partition by account
        order by started_on rows between unbounded preceding and 1 preceding) as gap
      from lines where product = 'Platform') where gap > 30`,
      20,
    ],
    [
      "renewals come late by less than a month",
      `select count(*) from lines as later
      join lines as earlier on earlier.account = later.account
        and earlier.ended_on = earlier.term_end
        and later.started_on - earlier.ended_on between 1 and 29`,
      50,
    ],
    [
      "renewals are signed early for a longer term",
      `select count(*) from lines as later
      join lines as earlier on earlier.account = later.account
        and earlier.ended_on = later.started_on and earlier.ended_on < earlier.term_end
        and later.term_end > earlier.term_end + 300`,
      30,
    ],
    [
      "plans are swapped on one day",
      `select count(*) from lines as later
      join lines as earlier on earlier.account = later.account and earlier.product = later.product
        and earlier.ended_on = later.started_on and earlier.plan <> later.plan`,
      50,
    ],
    [
      "contracts end in mid-term",
      `select count(*) from lines
      where status = 'canceled' and ended_on < term_end`,
      5,
    ],
    [
      "notice is given ahead of the end",
      `select count(*) from lines
      where status = 'canceled' and ended_on - cancelled_on > 14`,
      100,
    ],
    [
      "notice is known of ends still to come",
      `select count(*) from lines
      where cancelled_on < date '2026-01-01' and ended_on >= date '2026-01-01'`,
      5,
    ],
    ["discounts end", "select count(*) from lines where discount_until < date '2026-01-01'", 50],
    [
      "discounts are amounts as well as percents",
      `select least(
      count(*) filter (percent_off > 0), count(*) filter (amount_off > 0)) from lines`,
      20,
    ],
    ["subscriptions pause", "select count(*) from lines where paused_from is not null", 5],
    [
      "subscriptions are past due",
      "select count(*) from lines where past_due_since is not null",
      5,
    ],
    ["trials happen", `select count(*) from subscriptions where "Status" = 'trial'`, 100],
    ["sponsors leave", `select count(*) from contacts where "Sponsor" = 'Y' and "Left" <> ''`, 100],
    ["payments fail", `select count(*) from invoices where failed_attempts <> '0'`, 200],
    [
      "losses to competitors are recorded",
      `select count(*) from churn_reasons
      where class = 'Controllable' and competitor <> ''`,
      20,
    ],
    [
      "losses nobody could control are recorded",
      `select count(*) from churn_reasons
      where class = 'Uncontrollable'`,
      50,
    ],
  ];

  test.each(counted)("%s", async (_, sql, atLeast) => {
    expect(await company.number(sql)).toBeGreaterThanOrEqual(atLeast);
  });

  test("a price rise moves hundreds of accounts in one month", async () => {
    expect(
      await company.number(`select count(*) from lines as later
        join lines as earlier on earlier.account = later.account
          and earlier.ended_on = later.started_on and earlier.seats = later.seats
        where later.started_on = date '2025-01-01' and later.price > earlier.price`),
    ).toBeGreaterThan(200);
  });

  test("tickets double in the month of an outage", async () => {
    const [found] = await company.query(`
      select count(*) filter ("Created" like '2023-10%') as outage,
        count(*) filter ("Created" like '2023-09%') as before
      from tickets`);
    expect(Number(found?.outage)).toBeGreaterThan(1.4 * Number(found?.before));
  });

  test("subscriptions of one account and product never overlap", async () => {
    expect(
      await company.number(`select count(*) from lines as one join lines as other
        on one.account = other.account and one.product = other.product and one.id < other.id
        and one.started_on < coalesce(other.ended_on, date '2030-01-01')
        and other.started_on < coalesce(one.ended_on, date '2030-01-01')`),
    ).toBe(0);
  });
});
