import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, type Cell, type Company, createCompany, type Settings } from "./company.js";

type Subscription = Readonly<Record<string, Cell>>;

/** An account's subscriptions and what must come of them. */
export interface Case {
  readonly has: readonly Subscription[];
  /** The movements expected, as `day movement amount reason`. */
  readonly is: readonly string[];
}

/** Rows of other tables that all cases share, as table and row. */
export type Shared = readonly (readonly [string, Subscription])[];

/** Builds one company in which each case is an account of its own, then tests case by case. */
export function under(
  settings: Settings,
  cases: Readonly<Record<string, Case>>,
  shared: Shared = [],
): void {
  let company: Company;
  const found = new Map<string, string[]>();
  beforeAll(async () => {
    company = await createCompany(settings);
    for (const [table, row] of shared) await company.add(table, row);
    for (const [index, { has }] of Object.values(cases).entries()) {
      await addAccount(company, `A${index}`, has);
    }
    await company.build();
    const movements = await company.rows(
      `select account_id as id,
         concat_ws(' ', occurred_on, movement, amount::double, reason) as text
       from marts.mrr_movements order by occurred_on`,
    );
    for (const { id, text } of movements) {
      found.set(String(id), [...(found.get(String(id)) ?? []), String(text)]);
    }
  });
  afterAll(() => company.close());
  for (const [index, [name, { is }]] of Object.entries(cases).entries()) {
    test(name, () => expect(found.get(`A${index}`) ?? []).toEqual(is));
  }
}

/** A subscription that is still open, with a stated MRR. */
export const from = (started_at: string, mrr: number, more: Subscription = {}): Subscription => ({
  started_at,
  mrr,
  ...more,
});

/** A subscription that has ended, with a stated MRR. */
export const span = (started_at: string, ended_at: string, mrr: number, more: Subscription = {}) =>
  from(started_at, mrr, { ended_at, ...more });
