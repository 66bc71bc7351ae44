import { type Index, resolveIndex, type WrittenIndex } from "../../pipeline/config/indexes.js";
import type { Segment } from "../../pipeline/config/segments.js";
import { addAccount, type Cell, type Company, createCompany, type Settings } from "./company.js";

type Factor = WrittenIndex["factors"][string];

/** A factor of an index of tests: a question, on a scale from 0 to 100 unless given. */
export function asked(question: string, weight: number, rest: Partial<Factor> = {}): Factor {
  return {
    title: question,
    element: "one",
    input: "qualitative",
    question,
    weight,
    scale: { linear: { worst: 0, best: 100 } },
    ...rest,
  };
}

/** An index `health` with the bands of the definitions and these factors. */
export function indexOf(
  factors: Readonly<Record<string, Factor>>,
  rest: Partial<WrittenIndex> = {},
  segments: readonly Segment[] = [],
): Index {
  const written = {
    title: "Health",
    says: "An index of a test.",
    min_coverage: 0.6,
    hysteresis: 2,
    trend_points: 5,
    bands: [
      { status: "red", from: 0 },
      { status: "orange", from: 40 },
      { status: "yellow", from: 60, fine: true },
      { status: "green", from: 80, fine: true },
    ],
    evidence: {
      from_months: 3,
      to_months: 6,
      over_months: 24,
      every_months: 1,
      min_lost: 1,
      z: 1.959964,
    },
    elements: [...new Set(Object.values(factors).map(({ element }) => element))],
    factors,
    profiles: [],
    ...rest,
  };
  return resolveIndex("health", written, segments);
}

export type Answers = Readonly<Record<string, number>>;

/** A company in memory with one index, whose accounts answer questions by month. */
export async function companyWith(index: Index, settings: Settings = {}): Promise<Company> {
  return await createCompany({ ...settings, indexes: [index] });
}

/** Adds an account that pays from January 2024 on and is judged early in the months given. */
export async function addJudged(
  company: Company,
  account: string,
  months: Readonly<Record<string, Answers>>,
  subscription: Readonly<Record<string, Cell>> = {},
  attributes: Readonly<Record<string, Cell>> = {},
): Promise<void> {
  const row = { started_at: "2024-01-01", mrr: 10, ...subscription };
  await addAccount(company, account, [row], attributes);
  for (const [month, answers] of Object.entries(months)) {
    for (const [question, score] of Object.entries(answers)) {
      const assessed_at = `${month}-02`;
      await company.add("assessments", {
        account_id: account,
        question,
        author: "csm",
        assessed_at,
        score,
      });
    }
  }
}

/** The scores of an account by month, as `month score status` with the score to 4 places. */
export async function scoresOf(company: Company, account = "a"): Promise<string[]> {
  const found = await company.rows(
    `select strftime(month, '%Y-%m') || ' ' || coalesce(score::decimal(9, 4)::varchar, '-')
       || ' ' || status as text
     from marts.index_scores where account_id = '${account}' order by month`,
  );
  return found.map(({ text }) => String(text));
}
