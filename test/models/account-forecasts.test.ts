import { afterAll, expect, test } from "vitest";
import { addAccount, type Company, createCompany } from "./company.js";

let company: Company;
afterAll(() => company.close());

test("an account carries its next renewal, the chance of it and what may be lost", async () => {
  company = await createCompany({ run: { as_of: "2024-03-15" }, forecast: { hazard: 0 } });
  const yearly = { billing_interval: "year", amount: 1200 };
  await addAccount(company, "A", [{ started_at: "2023-08-01", ...yearly }]);
  await addAccount(company, "far", [
    { started_at: "2023-08-01", ...yearly, term_start: "2023-08-01", term_end: "2026-08-01" },
  ]);
  await addAccount(company, "gone", [
    { started_at: "2023-08-01", ended_at: "2024-01-01", billing_interval: "month", mrr: 9 },
  ]);
  await company.build();
  const found = await company.rows(
    `select account_id, next_renewal_on::varchar as "on",
       round(renewal_probability, 4) as probability, round(arr_expected_loss, 1)::double as loss
     from marts.accounts order by account_id`,
  );
  // nothing learned, and everybody's health is unknown: nobody stands apart from the portfolio,
  // whose rate is .88; 1,200 × .12 may be lost in 12 months, and as it lies 5 months ahead, 3 × 1% of
  // what is lost comes back of earlier losses
  expect(found.map((row) => Object.values(row))).toEqual([
    ["A", "2024-08-01", 0.88, 139.7],
    ["far", "2026-08-01", null, 0],
    ["gone", null, null, null],
  ]);
});
