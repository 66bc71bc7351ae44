-- failed: the tiers of a month do not share out all its customers and MRR
select
    month,
    sum(customer_share) as customer_share,
    sum(mrr_share) as mrr_share
from marts.tier_months
group by month
having abs(sum(customer_share) - 1) > 0.000001 or abs(sum(mrr_share) - 1) > 0.000001
