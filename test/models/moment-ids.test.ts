import fc from "fast-check";
import { expect, test } from "vitest";
import { isCampaign } from "../mode.js";
import { type Company, createCompany } from "./company.js";
import { happened, settings } from "./engagement-company.js";

const accounts = ["A", "B", "C"];
const byEvent = ["urgent_ticket", "detractor", "meeting_missed"];

interface Happening {
  readonly account: string;
  readonly kind: "ticket" | "nps" | "missed" | "review";
  readonly day: number;
}

const happening = fc.record({
  account: fc.constantFrom(...accounts),
  kind: fc.constantFrom("ticket" as const, "nps" as const, "missed" as const, "review" as const),
  day: fc.integer({ min: 0, max: 180 }),
});

async function add(company: Company, one: Happening, key: string): Promise<void> {
  const at = new Date(Date.UTC(2024, 0, 1 + one.day, 12)).toISOString().slice(0, 19);
  const account_id = one.account;
  const activity = { activity_id: key, account_id, occurred_at: at };
  if (one.kind === "ticket") {
    const ticket = { ticket_id: key, account_id, priority: "urgent", created_at: at };
    await company.add("tickets", ticket);
  } else if (one.kind === "nps") {
    const answer = { response_id: key, account_id, kind: "nps", score: 3, responded_at: at };
    await company.add("survey_responses", answer);
  } else if (one.kind === "missed") {
    await company.add("activities", { ...activity, kind: "meeting", status: "no_show" });
  } else await company.add("activities", { ...activity, kind: "business_review" });
}

/** The moments as they are seen at as_of, by their identity. */
async function seen(asOf: string, happenings: readonly (readonly [string, Happening])[]) {
  const company = await createCompany({ ...settings, run: { as_of: asOf } });
  for (const account of accounts) await happened(company, account, 1000);
  for (const [key, one] of happenings) {
    const day = new Date(Date.UTC(2024, 0, 1 + one.day, 12)).toISOString();
    if (day < asOf) await add(company, one, key);
  }
  const found = await company.rows(
    `select moment_id, moment, account_id, raised_on, is_repeat, cool_down_days
     from marts.engagement_moments order by account_id, moment, raised_on`,
  );
  company.close();
  return found;
}

type Seen = Awaited<ReturnType<typeof seen>>;
const ids = (rows: Seen): string[] => rows.map((row) => String(row.moment_id));

function tooClose(rows: Seen): Seen {
  const led = rows.filter((row) => row.is_repeat === false);
  return led.filter((row, index) => {
    const before = led[index - 1];
    const isSame = before?.moment === row.moment && before?.account_id === row.account_id;
    const days =
      (Date.parse(String(row.raised_on)) - Date.parse(String(before?.raised_on))) / 864e5;
    return isSame && days < Number(row.cool_down_days);
  });
}

test("moments keep their identity in later runs and when older rows come late", async () => {
  const runs = isCampaign ? 20 : 2;
  await fc.assert(
    fc.asyncProperty(
      fc.array(happening, { minLength: 10, maxLength: 40 }),
      fc.array(happening, { minLength: 1, maxLength: 10 }),
      async (first, late) => {
        const known = first.map((one, index) => [`k${index}`, one] as const);
        const all = [...known, ...late.map((one, index) => [`late${index}`, one] as const)];
        const early = await seen("2024-04-15", known);
        const later = await seen("2024-07-01", known);
        expect(ids(later)).toEqual(expect.arrayContaining(ids(early)));
        const filled = await seen("2024-07-01", all);
        const events = later.filter((row) => byEvent.includes(String(row.moment)));
        expect(ids(filled)).toEqual(expect.arrayContaining(ids(events)));
        for (const rows of [early, later, filled]) {
          expect(new Set(ids(rows)).size).toBe(rows.length);
          expect(tooClose(rows)).toEqual([]);
        }
      },
    ),
    { seed: 4, numRuns: runs },
  );
});
