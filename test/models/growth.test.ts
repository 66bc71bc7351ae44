import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, type Company, createCompany } from "./company.js";

let company: Company;
afterAll(() => company.close());

const growth = (where: string, columns: string, group = "") =>
  company.rows(
    `select ${columns} from marts.growth_months where ${where}
     ${group === "" ? "" : `group by ${group} order by ${group}`}`,
  );

beforeAll(async () => {
  company = await createCompany({ run: { as_of: "2024-08-15" } });
  await addAccount(company, "stays", [{ started_at: "2024-01-01", mrr: 100, plan: "pro" }]);
  await addAccount(company, "leaves", [
    { started_at: "2024-01-01", ended_at: "2024-05-10", mrr: 60, plan: "pro" },
  ]);
  await addAccount(company, "moves", [
    { started_at: "2024-01-01", ended_at: "2024-07-05", mrr: 40, plan: "basic" },
    { started_at: "2024-07-05", mrr: 90, plan: "pro" },
  ]);
  await addAccount(company, "begins", [{ started_at: "2024-07-20", mrr: 30, plan: "basic" }]);
  await company.add("accounts", { account_id: "late", region: "EMEA", valid_from: "2024-01-01" });
  await company.add("accounts", { account_id: "late", region: "APAC", valid_from: "2024-06-10" });
  await company.add("subscriptions", {
    subscription_id: "L",
    account_id: "late",
    started_at: "2024-05-01",
    mrr: 10,
    plan: "basic",
  });
  await company.connection.run(`
    insert into config.segments values ('professionals', 'On pro', ''), ('a_few', 'Not the first', '');
    insert into config.segment_rules values
      ('professionals', 'plan', 'pro', null, null), ('a_few', 'tier', null, 2, null)`);
  await company.build();
});

test("a month's movements fall into the slice the account was in when it began", async () => {
  // July: moves was basic (+50), begins is new and takes its first plan (+30)
  const columns = `plan, sum(mrr_opening) as opening, sum(mrr_new) as new,
    sum(mrr_expansion) as expansion`;
  expect(await growth("month = '2024-07-01'", columns, "plan")).toEqual([
    { plan: "basic", opening: "50.0000", new: "30.0000", expansion: "50.0000" },
    { plan: "pro", opening: "100.0000", new: "0.0000", expansion: "0.0000" },
  ]);
});

test("a churned account is in the slice that it left, then and afterwards", async () => {
  const columns = "plan, tier, is_lost, mrr_churn";
  // at the end of April 100, 60 and 40: ceil(0.1 × 3) = 1 and ceil(0.3 × 3) = 1
  expect(await growth("account_id = 'leaves' and month = '2024-05-01'", columns)).toEqual([
    { plan: "pro", tier: 3, is_lost: true, mrr_churn: "-60.0000" },
  ]);
  expect(await growth("account_id = 'leaves' and month = '2024-07-01'", columns)).toEqual([
    { plan: "pro", tier: 3, is_lost: false, mrr_churn: "0.0000" },
  ]);
});

test("an attribute that changes inside a month counts from the next one on", async () => {
  const found = await growth("account_id = 'late'", "strftime(month, '%m') as month, region");
  expect(found.sort((left, right) => (String(left.month) < String(right.month) ? -1 : 1))).toEqual([
    { month: "05", region: "EMEA" },
    { month: "06", region: "EMEA" },
    { month: "07", region: "APAC" },
    { month: "08", region: "APAC" },
  ]);
});

test("an account names the segments that it was in as the month began", async () => {
  // moves went from basic to pro in July; stays alone is of tier 1, as ceil(0.3 × 3) = 1
  const shown = "strftime(month, '%m') as month, segments";
  const found = await growth("account_id = 'moves' and month >= '2024-06-01'", shown);
  expect(Object.fromEntries(found.map(({ month, segments }) => [month, segments]))).toEqual({
    "06": "/a_few/all/",
    "07": "/a_few/all/",
    "08": "/a_few/all/professionals/",
  });
  // new in its first month: what it is at its end
  expect(await growth("account_id = 'stays' and month = '2024-01-01'", "segments")).toEqual([
    { segments: "/all/professionals/" },
  ]);
});

test("the months of a slice give its churn, with an account in the slice as each began", async () => {
  // pro: stays and leaves from February on, without leaves from June on, with moves in August;
  // leaves left in May, so 1 of 2
  const columns = `strftime(month, '%m') as month,
    count(*) filter (where is_lost)::integer as lost,
    count(*) filter (where was_customer)::integer as began`;
  const found = await growth("plan = 'pro' and is_closed", columns, "strftime(month, '%m')");
  const churn = found.map(({ month, lost, began }) => `${month} ${lost}/${began}`);
  expect(churn).toEqual([
    ...["01 0/0", "02 0/2", "03 0/2", "04 0/2", "05 1/2", "06 0/1", "07 0/1"],
  ]);
});
