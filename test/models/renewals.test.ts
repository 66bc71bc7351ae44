import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, type Cell, type Company, createCompany } from "./company.js";

type Row = Readonly<Record<string, Cell>>;

let company: Company;
afterAll(() => company.close());

/** Renewals of an account, each as its day due and what became of it. */
async function renewalsOf(account: string): Promise<string[]> {
  const found = await company.rows(
    `select concat_ws(' ', subscription_id, renewal_on, outcome, coalesce(decided_on::varchar, '-'),
       arr_due::integer, coalesce(arr_after::integer::varchar, '-'),
       coalesce(renewed_arr::integer::varchar, '-'),
       case when is_early then 'early' when is_early_renewal then 'early-renewal'
         when is_on_time then 'on-time' when outcome <> 'open' then 'late' end) as text
     from marts.renewals where account_id = '${account}' order by renewal_on, subscription_id`,
  );
  return found.map(({ text }) => String(text));
}

const term = (term_start: string, term_end: string, mrr: number, more: Row = {}): Row => ({
  started_at: term_start,
  term_start,
  term_end,
  mrr,
  ...more,
});

// as_of is 2024-07-01; every term is of a year up to a day in 2024
beforeAll(async () => {
  company = await createCompany({ run: { as_of: "2024-07-01" } });
  const year = (end: string, mrr: number, more: Row = {}): Row =>
    term(`2023${end.slice(4)}`, end, mrr, more);
  // goes on in the same row
  await addAccount(company, "kept", [year("2024-02-01", 10)]);
  // each renewal is a new subscription: more seats at a higher price
  await addAccount(company, "grown", [
    year("2024-02-01", 100, { ended_at: "2024-02-01", quantity: 10 }),
    term("2024-02-01", "2025-02-01", 144, { quantity: 12 }),
  ]);
  await addAccount(company, "shrunk", [
    year("2024-02-01", 100, { ended_at: "2024-02-01" }),
    term("2024-02-01", "2025-02-01", 60),
  ]);
  await addAccount(company, "late", [
    year("2024-02-01", 100, { ended_at: "2024-02-01" }),
    term("2024-03-02", "2025-03-02", 100),
  ]);
  // a day too late to be a renewal
  await addAccount(company, "toolate", [
    year("2024-02-01", 100, { ended_at: "2024-02-01" }),
    term("2024-03-03", "2025-03-03", 100),
  ]);
  await addAccount(company, "lost", [year("2024-02-01", 100, { ended_at: "2024-02-01" })]);
  // 20 June: 30 days have not passed on 1 July
  await addAccount(company, "lapsed", [year("2024-06-20", 100, { ended_at: "2024-06-20" })]);
  await addAccount(company, "left", [year("2024-05-01", 100, { ended_at: "2024-01-10" })]);
  // the new term is signed two months before the old one ends
  await addAccount(company, "early", [
    year("2024-06-01", 100, { ended_at: "2024-04-01" }),
    term("2024-04-01", "2025-06-01", 130),
  ]);
  // a change of plan in the middle: the term stays as it was
  await addAccount(company, "swapped", [
    year("2024-06-01", 100, { ended_at: "2024-01-01" }),
    year("2024-06-01", 150, { started_at: "2024-01-01" }),
  ]);
  await addAccount(company, "merged", [
    year("2024-03-01", 30, { ended_at: "2024-03-01" }),
    year("2024-03-01", 10, { ended_at: "2024-03-01" }),
    term("2024-03-01", "2025-03-01", 40),
  ]);
  await addAccount(company, "ahead", [year("2024-09-01", 100)]);
  // moves after its renewal, in the same month
  await company.add("accounts", {
    account_id: "moves",
    region: "EMEA",
    valid_from: "2023-01-01",
  });
  await addAccount(company, "moves", [year("2024-02-01", 10)], {
    region: "APAC",
    valid_from: "2024-02-10",
  });
  await company.connection.run(`
    insert into config.segments values ('emea', 'Europe', '');
    insert into config.segment_rules values ('emea', 'region', 'EMEA', null, null)`);
  await company.build();
});

test("a subscription in force at the instant after its term's end renewed on time", async () => {
  expect(await renewalsOf("kept")).toEqual([
    "kept-1 2024-02-01 renewed 2024-02-01 120 120 120 on-time",
    "kept-1 2025-02-01 open - 120 - -",
  ]);
});

test("what is paid above what was due is expansion, of volume and of price", async () => {
  expect(await renewalsOf("grown")).toEqual([
    "grown-1 2024-02-01 expanded 2024-02-01 1200 1728 1200 on-time",
    "grown-2 2025-02-01 open - 1728 - -",
  ]);
  // 2 seats more at the old 120 a year each are 240; 12 seats at 24 more each are 288
  const [uplift] = await company.rows(
    `select uplift_volume::double as volume, uplift_price::double as price
     from marts.renewals where subscription_id = 'grown-1'`,
  );
  expect(uplift).toEqual({ volume: 240, price: 288 });
});

test("a renewal for less is downsold and renews what is left", async () => {
  expect((await renewalsOf("shrunk"))[0]).toBe(
    "shrunk-1 2024-02-01 downsold 2024-02-01 1200 720 720 on-time",
  );
});

test("a restart within late_days decides a lapsed renewal that day, and late", async () => {
  expect((await renewalsOf("late"))[0]).toBe(
    "late-1 2024-02-01 renewed 2024-03-02 1200 1200 1200 late",
  );
});

test("a lapsed renewal is churned once late_days have passed, whatever comes later", async () => {
  // 1 February and 30 days is 2 March
  expect((await renewalsOf("toolate"))[0]).toBe(
    "toolate-1 2024-02-01 churned 2024-03-02 1200 0 0 late",
  );
  expect(await renewalsOf("lost")).toEqual(["lost-1 2024-02-01 churned 2024-03-02 1200 0 0 late"]);
  expect(await renewalsOf("lapsed")).toEqual(["lapsed-1 2024-06-20 open - 1200 - -"]);
});

test("a subscription that ends before its term does is lost that day", async () => {
  expect(await renewalsOf("left")).toEqual(["left-1 2024-05-01 churned 2024-01-10 1200 0 0 early"]);
  const [row] = await company.rows(
    "select churned_on::varchar as churned_on from marts.renewals where account_id = 'left'",
  );
  expect(row).toEqual({ churned_on: "2024-01-10" });
});

test("a longer term signed before the old one ends decides the renewal then", async () => {
  expect(await renewalsOf("early")).toEqual([
    "early-1 2024-06-01 expanded 2024-04-01 1200 1560 1200 early-renewal",
    "early-2 2025-06-01 open - 1560 - -",
  ]);
});

test("a subscription replaced in the middle of a term hands its renewal on", async () => {
  expect(await renewalsOf("swapped")).toEqual([
    "swapped-2 2024-06-01 renewed 2024-06-01 1800 1800 1800 on-time",
    "swapped-2 2025-06-01 open - 1800 - -",
  ]);
  const lines = await company.rows(
    `select distinct line_id from core.subscription_lines where subscription_id like 'swapped%'`,
  );
  expect(lines).toEqual([{ line_id: "swapped-1" }]);
});

test("one subscription that replaces two is shared by what they paid", async () => {
  expect((await renewalsOf("merged")).slice(0, 2)).toEqual([
    "merged-1 2024-03-01 renewed 2024-03-01 360 360 360 on-time",
    "merged-2 2024-03-01 renewed 2024-03-01 120 120 120 on-time",
  ]);
});

test("the renewal of a term that has not begun is no row", async () => {
  expect(await renewalsOf("ahead")).toEqual(["ahead-1 2024-09-01 open - 1200 - -"]);
});

test("a renewal has the segments of the month before it, or the last known; its month has its own", async () => {
  const segments = async (table: string, day: string) =>
    (
      await company.rows(
        `select ${day} as day, segments from marts.${table}
         where account_id = 'moves' order by day`,
      )
    ).map(({ day: of, segments: held }) => `${of} ${held}`);
  expect(await segments("renewals", "renewal_on")).toEqual([
    "2024-02-01 /all/emea/",
    "2025-02-01 /all/",
  ]);
  expect(await segments("renewal_months", "month")).toEqual(["2024-02-01 /all/"]);
});
