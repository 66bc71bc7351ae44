-- failed: the rows of a file are not all loaded, quarantined, duplicate or filtered
select
    file_id,
    path,
    rows_read,
    rows_loaded,
    rows_quarantined,
    rows_duplicate,
    rows_filtered
from marts.source_files
where rows_read <> rows_loaded + rows_quarantined + rows_duplicate + rows_filtered
