import { writeConfigTables } from "../../pipeline/config/config.js";
import { load } from "../config/folder.js";
import { addAccount, type Cell, type Company, createCompany } from "./company.js";

type Row = Readonly<Record<string, Cell>>;

/** Subscriptions of each account, by its name. */
export type Accounts = Readonly<Record<string, readonly Row[]>>;

/** A built company whose settings come from the text of a revenue.yml, presets and all. */
export async function companyUnder(
  revenue: string,
  asOf: string,
  accounts: Accounts,
): Promise<Company> {
  const company = await createCompany();
  await writeConfigTables(company.connection, load({ "revenue.yml": revenue }), {
    runId: "run-1",
    asOf: new Date(`${asOf}T00:00:00Z`),
    knownAt: null,
    recomputeFrom: "0001-01-01",
    startedAt: new Date(`${asOf}T00:00:00Z`),
    tenureVersion: "test",
  });
  for (const [account, subscriptions] of Object.entries(accounts)) {
    await addAccount(company, account, subscriptions);
  }
  await company.build();
  return company;
}

/** Every movement as `account day movement amount reason`, amounts to the cent. */
export async function movementsOf(company: Company): Promise<string[]> {
  const found = await company.rows(
    `select concat_ws(' ', account_id, occurred_on, movement, amount::decimal(18, 2), reason)
       as text
     from marts.mrr_movements order by account_id, occurred_on`,
  );
  return found.map(({ text }) => String(text));
}
