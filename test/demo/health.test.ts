import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rows } from "../../pipeline/database.js";
import { foresightIn } from "../../pipeline/foresight.js";
import { silent } from "../../pipeline/log.js";
import { openPublished } from "../../pipeline/published.js";
import { runFlow } from "../../pipeline/run.js";
import { type Company, makeCompany } from "./company.js";

let company: Company;
let published: Awaited<ReturnType<typeof openPublished>>;

interface Judged {
  readonly isKept: boolean;
  readonly score: number;
  readonly status: string;
}

// the last month that had ended three months before the renewal, or before a loss ahead of it
function monthSeen(renewalOn: string, churnedOn: string | null): string {
  const decided = churnedOn !== null && churnedOn < renewalOn ? churnedOn : renewalOn;
  const months = Number(decided.slice(0, 4)) * 12 + Number(decided.slice(5, 7)) - 1 - 4;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}`;
}

/** Decided renewals of terms of some months, each with the health that could be seen. */
async function judgedRenewals(): Promise<Judged[]> {
  const scores = await rows(
    published.connection,
    `select account_id || ' ' || strftime(month, '%Y-%m') as seen, computed_score, computed_status
     from marts.index_scores where index = 'health' and computed_score is not null`,
  );
  const bySeen = new Map(scores.map((row) => [row.seen, row]));
  const renewals = await rows(
    published.connection,
    `select account_id, renewal_on::varchar as renewal_on, churned_on::varchar as churned_on, outcome
     from marts.renewals where outcome <> 'open' and term_months > 1`,
  );
  return renewals.flatMap(({ account_id, renewal_on, churned_on, outcome }) => {
    const month = monthSeen(String(renewal_on), churned_on === null ? null : String(churned_on));
    const seen = bySeen.get(`${account_id} ${month}`);
    if (seen === undefined) return [];
    const { computed_score: score, computed_status: status } = seen;
    return [{ isKept: outcome !== "churned", score: Number(score), status: String(status) }];
  });
}

describe("of the published figures of 800 accounts", () => {
  beforeAll(async () => {
    company = await makeCompany({ accounts: 800, eventsPerAccount: 250, seed: 1 });
    const warehouse = join(dirname(company.summary.folder), "warehouse");
    const { kind } = await runFlow({
      config: company.summary.config,
      warehouse,
      asOf: new Date(company.summary.asOf),
      knownAt: null,
      full: false,
      tables: ["marts.renewals", "marts.index_scores"],
      now: new Date(),
      tenureVersion: "test",
      log: silent,
    });
    expect(kind).toBe("published");
    published = await openPublished(warehouse);
  });
  afterAll(async () => {
    published.close();
    await company.close();
  });

  test("health three months before a renewal was higher for the one that was kept in more than 75 of 100 pairs with a lost one", async () => {
    const judged = await judgedRenewals();
    const kept = judged.filter(({ isKept }) => isKept);
    const lost = judged.filter(({ isKept }) => !isKept);
    // with 60 lost ones the error of the share is about 0.025: chance does not come near
    expect(lost.length).toBeGreaterThan(60);
    let right = 0;
    for (const one of kept) {
      for (const other of lost) {
        right += one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0;
      }
    }
    const auc = right / (kept.length * lost.length);
    expect(auc).toBeGreaterThan(0.75);
    const told = await foresightIn(published.connection);
    expect(told).toMatchObject({ renewals: judged.length, lost: lost.length });
    expect(told?.auc).toBeCloseTo(auc, 9);
    expect(told?.low).toBeGreaterThan(0.65);
  });

  test("health is followed by more renewals the better its status was", async () => {
    const judged = await judgedRenewals();
    const shares = ["red", "orange", "yellow", "green"].map((status) => {
      const those = judged.filter((one) => one.status === status);
      expect(those.length).toBeGreaterThan(50);
      return those.filter(({ isKept }) => isKept).length / those.length;
    });
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
    const [red = 1, orange = 1, , green = 0] = shares;
    expect(orange - red).toBeGreaterThan(0.1);
    expect(green).toBeGreaterThan(0.97);
  });

  test("contributions make the index, and their changes its change, for every account and month", async () => {
    const [found] = await rows(
      published.connection,
      `with factors as (
       select account_id, month, index, factor, coalesce(contribution, 0) as contribution
       from marts.index_factors
     ),
     moved as (
       select now.account_id, now.month, now.index, sum(now.contribution) as total,
         sum(now.contribution - coalesce(earlier.contribution, 0)) as change
       from factors as now
       left join factors as earlier
         on earlier.account_id = now.account_id and earlier.index = now.index
         and earlier.factor = now.factor and earlier.month = now.month - interval 1 month
       group by now.account_id, now.month, now.index
     )
     select count(*)::integer as scores, count(change_1m)::integer as changes,
       max(abs(total - computed_score)) as apart, max(abs(change - change_1m)) as changed_apart
     from moved join marts.index_scores using (account_id, month, index)
     where computed_score is not null`,
    );
    expect(Number(found?.scores)).toBeGreaterThan(15_000);
    expect(Number(found?.changes)).toBeGreaterThan(15_000);
    expect(Number(found?.apart)).toBeLessThan(1e-9);
    expect(Number(found?.changed_apart)).toBeLessThan(1e-9);
  });

  test("every metric has values that differ between accounts", async () => {
    const found = await rows(
      published.connection,
      `select metrics.metric, count(distinct metric_values.value)::integer as values_known
     from config.metrics left join core.all_metric_values as metric_values using (metric)
     group by metrics.metric having count(distinct metric_values.value) < 2
     order by metrics.metric`,
    );
    expect(found).toEqual([]);
  });
});
