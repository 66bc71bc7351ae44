import { afterAll, beforeAll, expect, test } from "vitest";
import type { Company } from "./company.js";
import { addJudged, asked, companyWith, indexOf } from "./index-company.js";

let company: Company;
afterAll(() => company.close());

// the last closed month is November; losses of August to November are seen from May
beforeAll(async () => {
  const index = indexOf(
    { a: asked("q", 1), b: asked("never", 0) },
    {
      evidence: {
        from_months: 3,
        to_months: 6,
        over_months: 1,
        every_months: 1,
        min_lost: 2,
        z: 1.959964,
      },
    },
  );
  company = await companyWith(index, { run: { as_of: "2024-12-01" } });
  const add = (account: string, q: number, more: Record<string, string> = {}) =>
    addJudged(company, account, { "2024-01": { q } }, more);
  await add("lost-20", 20, { ended_at: "2024-08-15" });
  await add("lost-50", 50, { ended_at: "2024-11-10" });
  await add("lost-85", 85, { ended_at: "2024-11-10", cancelled_at: "2024-10-05" });
  await add("early", 10, { ended_at: "2024-06-20" });
  await add("kept-10", 10);
  await add("kept-50", 50);
  await add("kept-80", 80);
  await company.add("churn_reasons", {
    account_id: "lost-85",
    reason: "price",
    class: "controllable",
    noticed_at: "2024-11-01",
  });
});

test("the AUC is the share of pairs in which the lost one scored lower, equals counting half", async () => {
  // 20 is below 50 and 80: 2; 50 equals 50 and is below 80: 1½; 85 is below none: 3½ of 9 pairs
  const found = await company.rows(
    `select factor, segment, observations::integer as observations, accounts::integer as accounts,
       accounts_lost::integer as lost, round(auc, 12) as auc, auc_low < auc and auc < auc_high as is_between,
       evidence
     from marts.factor_evidence order by factor`,
  );
  const row = { segment: "all", observations: 6, accounts: 6, lost: 3 };
  const auc = 0.388888888889;
  expect(found).toEqual([
    { factor: "a", ...row, auc, is_between: true, evidence: "none" },
    { factor: "index", ...row, auc, is_between: true, evidence: "none" },
  ]);
});

test("the lost accounts behind the evidence have what they scored before, in all and one by one", async () => {
  const found = await company.rows(
    `select factor, account_id, observations::integer as observations, score::double as score
     from marts.factor_evidence_accounts where segment = 'all' order by factor, account_id`,
  );
  const lost = [
    ["lost-20", 1, 20],
    ["lost-50", 1, 50],
    ["lost-85", 1, 85],
  ];
  // who was lost before the window is none of them
  expect(found.map((row) => Object.values(row))).toEqual(
    ["a", "index"].flatMap((factor) => lost.map((row) => [factor, ...row])),
  );
});

test("a lost account that looked fine is a surprise, with its path, its notice and the reason", async () => {
  const found = await company.rows(
    `select account_id, churned_on, arr_lost::integer as arr_lost, status_6m, status_1m, status_path,
       first_warning_on, notice_on, days_of_warning::integer as days, churn_reason, churn_class
     from marts.churn_surprises`,
  );
  expect(found).toEqual([
    {
      account_id: "lost-85",
      churned_on: "2024-11-10",
      arr_lost: 120,
      status_6m: "green",
      status_1m: "green",
      status_path: "green > green > green > green > green > green",
      first_warning_on: null,
      notice_on: "2024-10-05",
      days: 0,
      churn_reason: "price",
      churn_class: "controllable",
    },
  ]);
});

test("a surprise has the segments of its last month with a score", async () => {
  await company.connection.run(`
    insert into config.segments values ('fine', 'Fine', '');
    insert into config.segment_rules values ('fine', 'health_status', 'green', null, null)`);
  await company.build();
  // green in October, of no status in November, when it is no customer any more
  const found = await company.rows("select account_id, segments from marts.churn_surprises");
  expect(found).toEqual([{ account_id: "lost-85", segments: "/all/fine/" }]);
});
