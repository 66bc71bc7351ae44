/** What an analyst asks most, in the SQL of the endpoint. */
export const questions: readonly string[] = [
  "select month, measure(mrr), measure(customers) from account_months group by 1 order by 1",
  "select region, measure(mrr), measure(arpa) from account_months group by 1 order by 2 desc",
  "select movement, sum(amount) from mrr_movements where month >= '2025-01-01' group by 1 order by 1",
  "select name, mrr, region from accounts order by mrr desc limit 20",
  "select date_trunc('quarter', month), tier, measure(mrr) from account_months group by 1, 2 order by 1, 2",
];

/** The same as the first question, over REST. */
export const restQuestion = {
  measures: ["account_months.mrr", "account_months.customers"],
  timeDimensions: [{ dimension: "account_months.month", granularity: "month" }],
};

/** The value in the middle. */
export function median(values: readonly number[]): number {
  return (
    values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
  );
}

/** Milliseconds of each of some repetitions, one after the other. */
export async function timesOf(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const found: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const begun = performance.now();
    await work();
    found.push(performance.now() - begun);
  }
  return found;
}
