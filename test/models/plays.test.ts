import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Moment } from "../../pipeline/config/engagement.js";
import { warningsIn, warningsText } from "../../pipeline/warnings.js";
import { load } from "../config/folder.js";
import { oneIn } from "../sampled.js";
import { type Cell, type Company, createCompany } from "./company.js";
import { happened } from "./engagement-company.js";
import { asked, indexOf } from "./index-company.js";

oneIn(2);

type Row = Readonly<Record<string, Cell>>;

const moment = (trigger: Moment["trigger"], warns = true): Moment => ({
  ...{ title: "M", objective: "O", expected_outcome: "E", kind: "event", trigger, warns },
  ...{ done_by: [], due_in_days: 1, expires_in_days: 1, cool_down_days: 0 },
});

const settings = {
  run: { as_of: "2024-07-01" },
  tierMethod: { method: "mrr_floor" },
  bounds: [1000, 200],
};

let company: Company;

const ticket = (day: string): Row => {
  return { ticket_id: day, created_at: `${day} 10:00:00`, priority: "urgent" };
};
const pulse = (score: number, month: string): Row => {
  return { question: "pulse", author: "c1", score, assessed_at: `${month}-02` };
};

/** An account since January 2023: what it pays, when it ends and when it said so. */
function pays(account: string, mrr: number, events: Record<string, Row[]>, ends: Row = {}) {
  return happened(company, account, mrr, events, { csm_id: "c1" }, ends);
}

async function addLosses(): Promise<void> {
  // notice 100 days after the first ticket; the ticket after the notice warns of nothing
  await pays(
    "L1",
    1000,
    {
      tickets: [ticket("2023-11-22"), ticket("2024-02-01"), ticket("2024-03-05")],
      assessments: [pulse(39, "2023-12")],
    },
    { cancelled_at: "2024-03-01 09:00:00", ended_at: "2024-03-10" },
  );
  // 90 days before the end, which stands for a notice
  const early = { tickets: [ticket("2024-01-02")], assessments: [pulse(40, "2023-12")] };
  await pays("L2", 1000, early, { ended_at: "2024-04-01" });
  // 89 days before
  await pays("L3", 300, { tickets: [ticket("2024-02-02")] }, { ended_at: "2024-05-01" });
  // the ticket lies more than 365 days back, the answer 120
  const answer = { response_id: "r", kind: "nps", score: 3, responded_at: "2024-01-02 10:00:00" };
  await pays(
    "L4",
    300,
    { tickets: [ticket("2023-04-01")], survey_responses: [answer] },
    { ended_at: "2024-05-01" },
  );
  await pays("S1", 1000, { tickets: [ticket("2023-08-01")] });
}

async function addPlays(): Promise<void> {
  const red = { assessments: [pulse(30, "2023-06")] };
  const play = (started_at: string, more: Row = {}): Row => {
    return { playbook: "rescue", owner: "c1", started_at, ...more };
  };
  await pays("P1", 10, red);
  await pays("P2", 10, red);
  await pays("P3", 10, red, { ended_at: "2023-09-15" });
  await pays("P4", 10, red, { ended_at: "2024-02-01" });
  const done = { done_at: "2023-11-01 12:00:00", outcome: "achieved" };
  await pays("R1", 10, { ...red, plays: [play("2023-10-10", done)] });
  const later = { done_at: "2024-07-01", outcome: "no_change" };
  await pays("R2", 10, { ...red, plays: [play("2023-10-10", later)] });
  await pays("R3", 10, { ...red, plays: [play("2023-10-10")] }, { ended_at: "2024-01-15" });
  await pays("R4", 10, { ...red, plays: [play("2024-06-10"), play("2024-07-01")] });
  const own = [play("2023-10-10", { playbook: "own idea" })];
  await pays("X1", 10, { assessments: [pulse(90, "2023-06")], plays: own });
}

describe("warnings and plays", () => {
  beforeAll(async () => {
    const engagement = {
      ...load({}).engagement,
      moments: {
        urgent: moment({ event: ["ticket"], in: ["urgent"] }),
        detractor: moment({ event: ["nps"], at_most: 6 }),
        any_ticket: moment({ event: ["ticket"] }, false),
      },
    };
    const indexes = [indexOf({ pulse: asked("pulse", 1) })];
    company = await createCompany({ ...settings, engagement, indexes });
    await addLosses();
    await addPlays();
    await company.build("marts.trigger_precision", "marts.plays");
  });
  afterAll(() => company.close());

  const cells = async (tier: number) =>
    (
      await company.rows(
        `select source || ' ' || trigger as cell, lost_accounts::integer as lost,
           lost_arr::integer as lost_arr, flagged_arr::integer as flagged,
           early_arr::integer as early, days_of_warning as days,
           signals_followed || '/' || signals as followed
         from marts.trigger_precision where tier = ${tier} order by cell`,
      )
    ).map((row) => Object.values(row));

  test("first warnings are weighed by ARR, 90 days are early and 89 are not", async () => {
    // tier 1: L1 100 days and L2 90 days before, each 12,000: 95. Followed within 180 days were the
    // tickets of L1 and L2, not that of S1; what came after 3 January has not had 180 days.
    // The pulse of L1 was 39 as December ended, 60 days before 1 March; 40 is no warning.
    expect(await cells(1)).toEqual([
      ["any any", 2, 24_000, 24_000, 24_000, 95, "2/3"],
      ["factor pulse", 2, 24_000, 12_000, 0, 30, "1/1"],
      ["trigger detractor", 2, 24_000, 0, 0, 0, "0/0"],
      ["trigger urgent", 2, 24_000, 24_000, 24_000, 95, "2/3"],
    ]);
    // tier 2: L3 89 and L4 120 days, each 3,600. The old ticket of L4 was not followed in 180 days.
    expect(await cells(2)).toEqual([
      ["any any", 2, 7200, 7200, 3600, 104.5, "1/2"],
      ["factor pulse", 2, 7200, 0, 0, 0, "0/0"],
      ["trigger detractor", 2, 7200, 3600, 3600, 60, "1/1"],
      ["trigger urgent", 2, 7200, 3600, 0, 44.5, "0/1"],
    ]);
  });

  test("the end of a run says how much of the lost ARR was flagged early", async () => {
    // 12,000 each of L1 and L2, 3,600 of L3 and L4, and 120 each of P3, P4 and R3, of which no
    // moment warned; L3 was flagged 89 days ahead: early are 27,600 of 31,560, flagged 31,200
    const found = await warningsIn(company.connection);
    expect(found).toEqual({
      ...{ earlyDays: 90, lostAccounts: 7, lostArr: 31_560, flaggedArr: 31_200 },
      ...{ earlyArr: 27_600, earlyShare: 27_600 / 31_560 },
    });
    expect(warningsText(found)).toBe(
      "warnings 87% of lost ARR was flagged at least 90 days ahead, 99% at all (31,560 of 7 losses)",
    );
    const none = { ...found, lostAccounts: 0, lostArr: 0, earlyShare: null };
    expect(warningsText(none)).toBe("warnings no ARR was lost that could have been flagged");
  });

  test("precision stands beside how often customers of the tier are lost anyway", async () => {
    // twelve months each of L1, L2 and S1, February 2023 to January 2024; of L1 the four from
    // October on are followed by a loss in 180 days, of L2 the three from November on
    const [row] = await company.rows(
      `select precision, customer_months::integer as months,
         customer_months_followed::integer as followed, base_rate
       from marts.trigger_precision where trigger = 'urgent' and tier = 1`,
    );
    expect(row).toEqual({ precision: 2 / 3, months: 36, followed: 7, base_rate: 7 / 36 });
  });

  test("a play is told with how the customer stood and what came of it by as_of", async () => {
    const found = await company.rows(
      `select account_id, playbook_title, started_on, done_on, outcome, health_status, tier,
         lead_bucket, is_retained
       from marts.plays order by account_id, started_on`,
    );
    // who pays by the month is at most a month from the next renewal
    const red = ["red", 3, "0-1"];
    expect(found.map((row) => Object.values(row))).toEqual([
      ["R1", "Rescue", "2023-10-10", "2023-11-01", "achieved", ...red, true],
      ["R2", "Rescue", "2023-10-10", null, null, ...red, true],
      ["R3", "Rescue", "2023-10-10", null, null, ...red, false],
      ["R4", "Rescue", "2024-06-10", null, null, ...red, null],
      ["X1", "own idea", "2023-10-10", null, null, "green", 3, "0-1", true],
    ]);
  });

  test("plays are compared with customers of equal standing who had none", async () => {
    // red, tier 3, months July to January, seven of each: P1 and P2 stay 14 of 14; P3 leaves in its
    // third, 0 of 3; P4 leaves on 1 February, so that July and August alone stay, 2 of 7; R4 has no
    // play within 180 days of July to December, 6 of 6. 22 of 30 stay, of 5 accounts.
    // Of three plays two stay: (2 - 3 × 22/30) / 3 = -0.2/3. The share with one success and one
    // failure more is (5 × 22/30 + 1)/7 = 2/3; variance 2/9 × (3 + 9/5) = 16/15.
    const [play] = await company.rows(
      `select peers::integer as peers, peers_retained_share as share,
         plays_compared::integer as compared, difference, difference_low as low,
         difference_high as high
       from marts.plays where account_id = 'R1'`,
    );
    const half = (1.959964 * Math.sqrt(16 / 15)) / 3;
    expect(play).toMatchObject({ peers: 5, share: 22 / 30, compared: 3 });
    expect(play?.difference).toBeCloseTo(-0.2 / 3, 12);
    expect(play?.low).toBeCloseTo(-0.2 / 3 - half, 12);
    expect(play?.high).toBeCloseTo(-0.2 / 3 + half, 12);
    expect(
      await company.rows(
        `select peers::integer as peers, plays_compared::integer as compared, difference
         from marts.plays where account_id = 'X1'`,
      ),
    ).toEqual([{ peers: 0, compared: 0, difference: null }]);
  });
});

describe("expansion candidates", () => {
  const used: Record<string, [string, string][]> = {
    E1: [
      ["f1", "2024-06-01"],
      ["f2", "2024-06-30"],
    ],
    E2: [["f1", "2024-06-20"]],
    E3: [
      ["f1", "2024-06-20"],
      ["f2", "2024-06-20"],
    ],
    E4: [["f1", "2024-05-31"]],
    E5: ["f1", "f2", "f3"].map((feature) => [feature, "2024-06-20"]),
    E7: ["f1", "f2", "f3"].map((feature) => [feature, "2024-06-20"]),
  };

  async function owns(account: string, products: string, mrr: number, potential: number | null) {
    await company.add("accounts", { account_id: account, potential_arr: potential });
    for (const product of products) {
      await company.add("subscriptions", {
        ...{ subscription_id: `${account}-${product}`, account_id: account, status: "active" },
        ...{ started_at: "2024-01-01", mrr, product },
        ended_at: account === "E6" ? "2024-06-01" : null,
      });
    }
    for (const [feature, day] of used[account] ?? []) {
      await company.add("usage_events", {
        ...{ event_id: `${account}/${feature}`, account_id: account, event: "e", feature },
        occurred_at: day,
      });
    }
  }

  beforeAll(async () => {
    const features = ["f1", "f2", "f3"].map((feature) => ({ feature, title: feature }));
    company = await createCompany({
      ...settings,
      run: { ...settings.run, min_peers: 3 },
      product: { ...load({}).product, key_features: features },
    });
    await owns("E1", "abcd", 10, 500);
    await owns("E2", "abd", 10, 360);
    await owns("E3", "a", 10, null);
    await owns("E4", "b", 10, 100);
    await owns("E5", "e", 1000, null);
    await owns("E6", "a", 10, 9000);
    await owns("E7", "abde", 300, null);
    await company.build("marts.expansion_candidates");
  });
  afterAll(() => company.close());

  test("room to grow is potential, what half of the peers own, and what peers use most", async () => {
    const found = await company.rows(
      `select account_id, peer_group, headroom_arr::double as headroom, products_peers_own,
         next_feature
       from marts.expansion_candidates order by account_id`,
    );
    // Tier 3 are E1 to E4: a and b have three owners, d two, which is half, c one. f1 is used by
    // three, f2 by two; what E4 used in May is too long ago. E5 and E7 are too few for a group of
    // tier 1; of all six d has three owners. E7 has all of it and E6 left: they are no rows.
    expect(found.map((row) => Object.values(row))).toEqual([
      ["E1", "tier 3", 20, null, null],
      ["E2", "tier 3", 0, null, "f2"],
      ["E3", "tier 3", null, "b, d", null],
      ["E4", "tier 3", 0, "a, d", "f1"],
      ["E5", "all", null, "a, b, d", null],
    ]);
  });
});
