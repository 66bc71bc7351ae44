import { expect, test } from "vitest";
import { makeCompany } from "./company.js";

const size = { accounts: 800, eventsPerAccount: 250 };

/**
 * Of the contracts that reached the end of their term: what could be seen three months before.
 * Each sign is a rank from 0 to 1 among them; a sign that is missing stays out of the mean.
 */
const signs = `
  with due as (
    select account, seats, term_end, (cancelled_on is null) as is_renewed,
      term_end - interval 3 month as seen_at
    from lines
    where ended_on = term_end and term_end < date '2026-01-01'
      and term_end >= date '2023-07-01'
  ),
  active as (
    select due.account, due.term_end, count(distinct usage.user_id) as users
    from due join usage on usage.workspace_id = due.account
      and try_cast(usage.occurred as timestamp) >= due.seen_at - interval 28 day
      and try_cast(usage.occurred as timestamp) < due.seen_at
    group by due.account, due.term_end
  ),
  tickets_before as (
    select due.account, due.term_end, count(*) as tickets,
      avg(try_cast(tickets."CSAT" as double)) as csat
    from due join tickets on tickets."Organization" = due.account
      and try_cast(tickets."Created" as timestamp) >= due.seen_at - interval 90 day
      and try_cast(tickets."Created" as timestamp) < due.seen_at
    group by due.account, due.term_end
  ),
  seen as (
    select due.is_renewed,
      coalesce(active.users, 0) / due.seats as active_share,
      tickets_before.csat,
      -coalesce(tickets_before.tickets, 0) / sqrt(due.seats) as ease
    from due
    left join active using (account, term_end)
    left join tickets_before using (account, term_end)
    where exists (select 1 from lines
      where lines.account = due.account and lines.started_on <= due.seen_at - interval 28 day)
  ),
  ranked as (
    select is_renewed,
      percent_rank() over (order by active_share) as share_rank,
      percent_rank() over (order by ease) as ease_rank,
      case when csat is not null then
        percent_rank() over (partition by csat is null order by csat) end as csat_rank
    from seen
  ),
  scored as (
    select is_renewed,
      (share_rank + ease_rank + coalesce(csat_rank, 0))
        / (2 + (csat_rank is not null)::integer) as score
    from ranked
  ),
  placed as (
    select is_renewed,
      rank() over (order by score) + (count(*) over (partition by score) - 1) / 2 as place
    from scored
  ),
  counted as (
    select sum(place) filter (is_renewed) as places,
      count(*) filter (is_renewed)::double as renewed,
      count(*) filter (not is_renewed)::double as lost
    from placed
  )
  select lost::integer as lost, (places - renewed * (renewed + 1) / 2) / (renewed * lost) as auc
  from counted`;

test.each([
  1, 2,
])("usage, ratings and tickets three months ahead tell renewals from losses with seed %i", async (seed) => {
  const company = await makeCompany({ ...size, seed });
  const [found] = await company.query(signs);
  await company.close();
  expect(Number(found?.lost)).toBeGreaterThan(30);
  expect(Number(found?.auc)).toBeGreaterThan(0.75);
  expect(Number(found?.auc)).toBeLessThan(0.95);
});
