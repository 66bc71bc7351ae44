import { afterAll, beforeAll, expect, test } from "vitest";
import { type Company, createCompany, type Settings } from "./company.js";
import { periodsOf, type Row } from "./periods-of.js";

/** One subscription and what its invoice lines should become. */
export interface InvoiceCase {
  /** Lines of one subscription, paid on the day they start unless they say otherwise. */
  readonly lines: readonly Row[];
  /** The periods expected, as `start..end mrr`. */
  readonly is: readonly string[];
  /** Where not the line's own: the subscription whose periods are meant. */
  readonly of?: string;
  readonly subscription?: Row;
}

/** Adds the account `A<index>` with the lines of the subscription `S<index>`. */
export async function addLines(
  company: Company,
  index: number,
  { lines, subscription }: InvoiceCase,
) {
  const ids = { subscription_id: `S${index}`, account_id: `A${index}` };
  await company.add("accounts", { account_id: ids.account_id });
  for (const [at, row] of lines.entries()) {
    const start = row.service_start ?? null;
    await company.add("invoice_lines", {
      ...ids,
      line_id: `S${index}l${at}`,
      kind: "recurring",
      plan: "basic",
      invoiced_at: start,
      paid_at: start,
      ...row,
    });
  }
  if (subscription !== undefined) await company.add("subscriptions", { ...ids, ...subscription });
}

/** Builds one company in which each case is an account of its own, then tests case by case. */
export function invoicesUnder(
  settings: Settings,
  cases: Readonly<Record<string, InvoiceCase>>,
): void {
  let company: Company;
  let found: Record<string, string[]>;
  beforeAll(async () => {
    company = await createCompany(settings);
    for (const [index, one] of Object.values(cases).entries()) {
      await addLines(company, index, one);
    }
    await company.build();
    found = await periodsOf(company);
  });
  afterAll(() => company.close());
  for (const [index, [name, { is, of }]] of Object.entries(cases).entries()) {
    test(name, () => expect(found[of ?? `S${index}`] ?? []).toEqual(is));
  }
}

/** A line from one day to another, all of 2024, written as `01-31`. */
export const line = (from: string, to: string, amount: number, more: Row = {}): Row => ({
  service_start: `2024-${from}`,
  service_end: to.startsWith("20") ? to : `2024-${to}`,
  amount,
  ...more,
});

/** What marks a monthly line as one of part of a month. */
export const prorated = { prorated: true, billing_interval: "month" };
