-- Who looks after an account: a named CSM for the largest, a book for the middle, else nobody.
with ranked as (
    select
        account,
        row_number() over (order by size_share) as size_rank,
        size_share,
    from demo.accounts
)

select
    account,
    case
        when size_share < 0.10 then printf('csm-%02d', 1 + (size_rank // 14))
        when size_share < 0.30 then printf('csm-m%02d', 1 + (size_rank // 60))
    end as csm_key,
    case
        when size_share < 0.10 then printf('Strategic CSM %d', 1 + (size_rank // 14))
        when size_share < 0.30 then printf('Portfolio CSM %d', 1 + (size_rank // 60))
    end as csm_name,
from ranked
