import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../../pipeline/database.js";
import { foresightIn, foresightText } from "../../pipeline/foresight.js";

let database: Database;

// renewals on 1 July: three months before is 1 April, and the month that had ended is March
const renewals = [
  ["a", "renewed", 80, 12],
  ["b", "expanded", 50, 12],
  ["c", "churned", 50, 12],
  ["d", "churned", 20, 12],
  // not decided, by the month, and without a score: none of them is counted
  ["e", "open", 90, 12],
  ["f", "churned", 99, 1],
  ["g", "churned", null, 12],
] as const;

beforeAll(async () => {
  database = await openDatabase(":memory:");
  const { connection } = database;
  await connection.run("create schema config; create schema marts");
  await connection.run(`create table config.indexes as
    select 'health' as index, 3 as evidence_from_months`);
  const told = renewals.map(
    ([account, outcome, , term]) =>
      `('${account}', date '2024-07-01', '${outcome}',
        ${outcome === "churned" ? "date '2024-07-01'" : "null::date"}, ${term})`,
  );
  await connection.run(`create table marts.renewals as select * from (values ${told.join(", ")})
    as rows(account_id, renewal_on, outcome, churned_on, term_months)`);
  const scores = renewals.flatMap(([account, , score]) => [
    `('${account}', date '2024-03-01', 'health', ${score ?? "null"}::double)`,
    `('${account}', date '2024-04-01', 'health', 1.0::double)`,
  ]);
  await connection.run(`create table marts.index_scores as select * from (values
    ${scores.join(", ")}) as rows(account_id, month, index, computed_score)`);
});
afterAll(() => database.close());

test("the area counts pairs of a kept and a lost renewal, a tie by half", async () => {
  // kept 80 and 50, lost 50 and 20: of four pairs three are right and one is a tie
  const found = await foresightIn(database.connection);
  expect(found).toMatchObject({ months: 3, renewals: 4, lost: 2, auc: 3.5 / 4 });
});

test("a loss ahead of the renewal is held against the health before the loss", async () => {
  const { connection } = database;
  await connection.run(`update marts.renewals set churned_on = date '2024-08-02',
    renewal_on = date '2024-12-01' where account_id = 'd'`);
  // three months before 2 August is 2 May; April had ended and scored 1
  expect(await foresightIn(connection)).toMatchObject({ renewals: 4, auc: 3.5 / 4 });
  await connection.run(
    "update marts.index_scores set computed_score = 99 where month = '2024-04-01'",
  );
  // d is lost with 99, above both that were kept: one right pair and one tie are left
  expect(await foresightIn(connection)).toMatchObject({ renewals: 4, auc: 1.5 / 4 });
});

test("the line says what the interval allows and no more", () => {
  const base = { months: 3, renewals: 100, lost: 20 };
  expect(foresightText({ ...base, auc: 0.8, low: 0.7, high: 0.9 })).toMatch(/it tells renewals/);
  expect(foresightText({ ...base, auc: 0.52, low: 0.42, high: 0.62 })).toMatch(
    /AUC 0.52 \(0.42 to 0.62\), no better than chance$/,
  );
  expect(foresightText({ ...base, auc: 0.2, low: 0.1, high: 0.3 })).toMatch(/had more of it/);
  expect(foresightText({ ...base, lost: 0, auc: null, low: null, high: null })).toMatch(/cannot/);
});
