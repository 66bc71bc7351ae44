import type { Cell, Company } from "./company.js";

/** A row of a canonical entity, as a test writes it. */
export type Row = Readonly<Record<string, Cell>>;

/** The periods of each subscription, as `start..end mrr`, in order. */
export async function periodsOf(company: Company): Promise<Record<string, string[]>> {
  const periods = await company.rows(
    `select subscription_id as id,
       starts_on || '..' || coalesce(ends_on::varchar, '') || ' ' || mrr as text
     from core.subscription_periods order by starts_on`,
  );
  const found: Record<string, string[]> = {};
  for (const { id, text } of periods) {
    found[String(id)] = [...(found[String(id)] ?? []), String(text)];
  }
  return found;
}
