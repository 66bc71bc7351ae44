import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, type Cell, type Company, createCompany, type Settings } from "./company.js";
import { addLines, type InvoiceCase } from "./invoiced.js";

type Subscription = Readonly<Record<string, Cell>>;

/** An account's subscriptions and what must come of them. */
export interface Case {
  readonly has: readonly Subscription[];
  /** The movements expected, as `day movement amount reason`. */
  readonly is: readonly string[];
}

/** Rows of other tables that all cases share, as table and row. */
export type Shared = readonly (readonly [string, Subscription])[];

interface Cases<One> {
  readonly settings: Settings;
  readonly cases: Readonly<Record<string, One>>;
  readonly shared: Shared;
  add(company: Company, index: number, one: One): Promise<void>;
}

function movements<One extends { readonly is: readonly string[] }>(given: Cases<One>): void {
  let company: Company;
  const found = new Map<string, string[]>();
  beforeAll(async () => {
    company = await createCompany(given.settings);
    for (const [table, row] of given.shared) await company.add(table, row);
    for (const [index, one] of Object.values(given.cases).entries()) {
      await given.add(company, index, one);
    }
    await company.build();
    const told = await company.rows(
      `select account_id as id,
         concat_ws(' ', occurred_on, movement, amount::double, reason) as text
       from marts.mrr_movements order by occurred_on`,
    );
    for (const { id, text } of told) {
      found.set(String(id), [...(found.get(String(id)) ?? []), String(text)]);
    }
  });
  afterAll(() => company.close());
  for (const [index, [name, { is }]] of Object.entries(given.cases).entries()) {
    test(name, () => expect(found.get(`A${index}`) ?? []).toEqual(is));
  }
}

/** Builds one company in which each case is an account of its own, then tests case by case. */
export function under(
  settings: Settings,
  cases: Readonly<Record<string, Case>>,
  shared: Shared = [],
): void {
  const add = (company: Company, index: number, { has }: Case) =>
    addAccount(company, `A${index}`, has);
  movements({ settings, cases, shared, add });
}

/** The same for subscriptions that are known from invoice lines alone. */
export function invoicesMove(
  cases: Readonly<Record<string, InvoiceCase>>,
  shared: Shared = [],
): void {
  movements({ settings: {}, cases, shared, add: addLines });
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
