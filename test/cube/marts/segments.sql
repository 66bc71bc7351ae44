select segment, title
from (values ('all', 'All accounts'), ('emea_and_uk', 'EMEA and the UK'))
    as segments (segment, title)
