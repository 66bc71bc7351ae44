-- failed: there is not one account, so every table is empty
select count(*) as accounts
from marts.accounts
having count(*) = 0
