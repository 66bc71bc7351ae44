import { afterEach, expect, test } from "vitest";
import { addAccount, type Company } from "./company.js";
import { asked, companyWith, indexOf } from "./index-company.js";

let company: Company;
afterEach(() => company.close());

/** A factor that measures, of any weight. */
function measured(metric: string) {
  const scale = { linear: { worst: 9, best: 0 } };
  return {
    title: metric,
    element: "one",
    input: "quantitative" as const,
    metric,
    weight: 1,
    scale,
  };
}

async function companyOfFiles(): Promise<void> {
  company = await companyWith(
    indexOf({
      calm: measured("tickets_90d"),
      late: measured("open_tickets"),
      pulse: asked("pulse", 1),
      risk: asked("risk", 1),
    }),
  );
  await addAccount(company, "A", [{ started_at: "2024-01-01", mrr: 10 }]);
}

async function ticket(at: string, file_id: string, line: number, account_id = "A"): Promise<void> {
  const solved_at = `${at.slice(0, 10)} 23:00`;
  const named = { ticket_id: `${file_id}/${line}`, account_id, file_id, line };
  await company.add("tickets", { ...named, created_at: at, solved_at });
}

const sources = async (factor: string) =>
  (
    await company.rows(
      `select entity, position::integer as position, file_id, line::integer as line
       from marts.factor_sources where account_id = 'A' and factor = '${factor}'
       order by entity, position`,
    )
  ).map((row) => Object.values(row));

test("a factor names the newest rows before as_of, those inside its window where it has one", async () => {
  await companyOfFiles();
  await ticket("2024-02-01", "f1", 2);
  // 90 days before 1 July are 2 April: this one is a day too old for what looks back so far
  await ticket("2024-04-01", "f1", 3);
  await ticket("2024-04-02", "f1", 4);
  await ticket("2024-06-30", "f2", 2);
  await ticket("2024-07-01", "f2", 3);
  await addAccount(company, "B", [{ started_at: "2024-01-01", mrr: 10 }]);
  await ticket("2024-06-29", "f2", 4, "B");
  expect(await sources("calm")).toEqual([
    ["tickets", 1, "f2", 2],
    ["tickets", 2, "f1", 4],
  ]);
  expect(await sources("late")).toEqual([
    ["tickets", 1, "f2", 2],
    ["tickets", 2, "f1", 4],
    ["tickets", 3, "f1", 3],
    ["tickets", 4, "f1", 2],
  ]);
});

test("of many rows the five newest are named", async () => {
  await companyOfFiles();
  for (const day of [1, 2, 3, 4, 5, 6]) await ticket(`2024-06-0${day}`, "f1", 10 + day);
  const lines = (await sources("calm")).map(([, position, , line]) => [position, line]);
  expect(lines).toEqual([
    [1, 16],
    [2, 15],
    [3, 14],
    [4, 13],
    [5, 12],
  ]);
});

test("a judgement is named by its newest row, and what nobody judged by none", async () => {
  await companyOfFiles();
  const judged = (assessed_at: string, line: number) =>
    company.add("assessments", {
      ...{ account_id: "A", question: "pulse", author: "csm", score: 50 },
      ...{ assessed_at, file_id: "f3", line },
    });
  await judged("2024-05-02", 2);
  await judged("2024-06-02", 3);
  expect(await sources("pulse")).toEqual([["assessments", 1, "f3", 3]]);
  expect(await sources("risk")).toEqual([]);
});
