-- Surveys: twice a year to a few contacts, with a comment in the language of the country.
with asked as (
    select
        account_months.account,
        account_months.month_no,
        account_months.from_on,
        accounts.country,
        states.value,
        states.relationship,
        contacts.contact_no,
        (account_months.account * 100 + account_months.month_no) * 20 + contacts.contact_no as draw,
        case
            when account_months.month_no % 6 = account_months.account % 6 then 'NPS'
            when account_months.month_no % 12 = (account_months.account + 3) % 12 then 'CES'
        end as kind,
    from demo.account_months as account_months
    inner join demo.accounts as accounts using (account)
    inner join demo.states as states
        on states.account = account_months.account
        and states.month_no = account_months.month_no
    inner join (values (1), (2), (10)) as contacts(contact_no) on true
),

answered as (
    select
        asked.*,
        case kind
            when 'NPS' then demo.bounded(round(
                7.7 + 1.5 * (0.55 * value + 0.45 * relationship) + 1.2 * demo.normal(draw, 'score')
            ), 0, 10)
            else demo.bounded(round(
                5 + 0.9 * value + 0.9 * demo.normal(draw, 'score')
            ), 1, 7)
        end::integer as score,
        from_on
            + to_days(floor(27 * demo.uniform(draw, 'day'))::integer)
            + to_minutes(420 + floor(600 * demo.uniform(draw, 'minute'))::integer) as answered_at,
    from asked
    where kind is not null
        and demo.uniform(draw, 'answers') < demo.bounded(0.42 + 0.1 * relationship, 0.1, 0.8)
)

select
    printf('SR-%d', draw) as response,
    printf('A%05d', account) as company_ref,
    kind as survey,
    score,
    strftime(answered_at, '%d/%m/%Y %H:%M') as answered,
    printf('C%05d-%d', account, contact_no) as respondent,
    case
        when score >= 9 then case country
            when 'DE' then 'Läuft gut für uns'
            when 'FR' then 'Très utile, merci à l''équipe'
            when 'ES' then 'Muy útil, señal clara'
            when 'SE' then 'Mycket bra på det hela'
            else 'Works well for us'
        end
        when score <= 4 then case country
            when 'DE' then 'Zu viele Störungen'
            when 'FR' then 'Problèmes répétés'
            when 'ES' then 'Todavía no ayuda mañana'
            when 'SE' then 'För många avbrott'
            else 'Too many interruptions'
        end
    end as comment,
from answered
where answered_at < getvariable('as_of')
order by answered_at, draw
