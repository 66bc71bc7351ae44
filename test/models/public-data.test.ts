import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { literal } from "../../pipeline/database.js";
import { shipped } from "../../pipeline/root.js";
import { oneIn } from "../sampled.js";
import { type Company, createCompany } from "./company.js";

oneIn(2);

const data = join(dirname(shipped()), "shared", "data");
const periodsFile = join(data, "mrr-playbook", "subscription_periods.csv");
const ravenstackFile = join(data, "ravenstack", "ravenstack_subscriptions.csv");

let company: Company | undefined;
afterEach(() => company?.close());

interface Paid {
  readonly account: string;
  readonly from: string;
  /** Exclusive; empty while open. */
  readonly until: string;
  readonly mrr: number;
}

/** Lines of a CSV without quotes, as objects. */
function csv(file: string): Record<string, string>[] {
  const [header = "", ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = header.split(",");
  return lines.map((line) =>
    Object.fromEntries(line.split(",").map((text, index) => [names[index] ?? "", text])),
  );
}

function nextMonth(month: string): string {
  const date = new Date(`${month}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + 1);
  return date.toISOString().slice(0, 7);
}

/** MRR by account and month from the first payment on, added up one subscription at a time. */
function expectedMonths(paid: readonly Paid[], asOf: string): Map<string, number> {
  const months = new Map<string, number>();
  const firsts = new Map<string, string>();
  for (const { account, from, mrr, until } of paid) {
    if (mrr <= 0 || from === until) continue;
    const first = firsts.get(account);
    if (first === undefined || from < first) firsts.set(account, from);
  }
  for (const [account, first] of firsts) {
    for (let month = first.slice(0, 7); month <= asOf.slice(0, 7); month = nextMonth(month)) {
      const end = `${nextMonth(month)}-01`;
      const snapshot = end < asOf ? end : asOf;
      const mrr = paid
        .filter((one) => one.account === account && one.from < snapshot)
        .filter((one) => one.until === "" || one.until >= snapshot)
        .reduce((sum, one) => sum + one.mrr, 0);
      months.set(`${account} ${month}`, mrr);
    }
  }
  return months;
}

async function modelledMonths(): Promise<Map<string, number>> {
  const found = await company?.rows(
    `select account_id || ' ' || strftime(month, '%Y-%m') as key, mrr from marts.account_months`,
  );
  return new Map((found ?? []).map((row) => [String(row.key), Number(row.mrr)]));
}

test.skipIf(!existsSync(periodsFile))(
  "the 121 periods of mrr-playbook give each customer's month-end MRR (needs ../shared/data)",
  async () => {
    company = await createCompany({ run: { as_of: "2020-02-01" } });
    await company.connection.run(`
      insert into staging.subscriptions (subscription_id, account_id, started_at, ended_at, mrr)
      select subscription_id, customer_id, start_date, end_date, monthly_amount
      from read_csv(${literal(periodsFile)}, all_varchar = true);
      insert into staging.accounts (account_id)
      select distinct account_id from staging.subscriptions`);
    await company.build();
    const paid = csv(periodsFile).map((row) => ({
      account: row.customer_id ?? "",
      from: row.start_date ?? "",
      until: row.end_date ?? "",
      mrr: Number(row.monthly_amount),
    }));
    expect(paid).toHaveLength(121);
    const expected = expectedMonths(paid, "2020-02-01");
    expect(new Set([...expected.keys()].map((key) => key.split(" ")[0])).size).toBe(55);
    expect(await modelledMonths()).toEqual(expected);
    const churned = await company.rows(
      "select count(*)::integer as n from marts.mrr_movements where occurred_on >= '2020-02-01'",
    );
    expect(churned).toEqual([{ n: 0 }]);
  },
);

test.skipIf(!existsSync(ravenstackFile))(
  "RavenStack's month-end MRR is the sum over open paid subscriptions (needs ../shared/data)",
  async () => {
    company = await createCompany({ run: { as_of: "2025-01-01" } });
    await company.connection.run(`
      insert into staging.subscriptions
        (subscription_id, account_id, started_at, ended_at, mrr, status)
      select subscription_id, account_id, start_date, end_date, mrr_amount,
        case when is_trial = 'True' then 'trialing' else 'active' end
      from read_csv(${literal(ravenstackFile)}, all_varchar = true)
      where start_date < '2025-01-01';
      insert into staging.accounts (account_id)
      select distinct account_id from staging.subscriptions`);
    await company.build();
    const lines = csv(ravenstackFile);
    expect(lines).toHaveLength(5000);
    const paid = lines
      .filter((row) => row.is_trial === "False")
      .map((row) => ({
        account: row.account_id ?? "",
        from: row.start_date ?? "",
        until: row.end_date ?? "",
        mrr: Number(row.mrr_amount),
      }));
    const modelled = await modelledMonths();
    expect(modelled.size).toBeGreaterThan(5000);
    expect(modelled).toEqual(expectedMonths(paid, "2025-01-01"));
  },
);
