# What SQLAlchemy reflects and asks, and what pandas reads through it in pieces.
import datetime
import decimal
import json
import os
import sys

import pandas
import sqlalchemy

asked = json.load(sys.stdin)
url = sqlalchemy.engine.URL.create(
    "postgresql+psycopg2",
    username=os.environ["PGUSER"],
    password=os.environ["PGPASSWORD"],
    host="127.0.0.1",
    port=int(os.environ["PGPORT"]),
    database="tenure",
    query={"sslmode": "require"},
)
engine = sqlalchemy.create_engine(url)
inspector = sqlalchemy.inspect(engine)
tables = sorted([*inspector.get_table_names(), *inspector.get_view_names()])
table = sqlalchemy.Table("account_months", sqlalchemy.MetaData(), autoload_with=engine)
columns = {column.name: str(column.type).lower() for column in table.columns}


def text_of(row):
    return [None if value is None else str(value) for value in row]


column = table.c
conditions = (
    (column.account_id == "a1")
    & (column.tier == 1)
    & (column.mrr > decimal.Decimal("1100.5"))
    & (column.month >= datetime.date(2025, 1, 1))
    & (column.snapshot_at < datetime.datetime(2025, 3, 10))
)
wanted = (
    sqlalchemy.select(column.account_id, column.month, column.mrr)
    .where(conditions)
    .order_by(column.month)
)
values = ("a1", 1, decimal.Decimal("1100.5"), datetime.date(2025, 1, 1), datetime.datetime(2025, 3, 10))
execute = "execute chosen (%s, %s, %s, %s, %s)"
with engine.connect() as connection:
    prepared = [text_of(row) for row in connection.execute(wanted)]
    figures = [text_of(row) for row in connection.execute(sqlalchemy.text(asked["figures"]))]
    connection.exec_driver_sql(asked["prepare"])
    again = [text_of(row) for row in connection.exec_driver_sql(execute, values)]
    if again != prepared:
        prepared = []
with engine.connect().execution_options(stream_results=True) as connection:
    pieces = pandas.read_sql(sqlalchemy.text(asked["many"]), connection, chunksize=10_000)
    fetched = sum(len(piece) for piece in pieces)
json.dump(
    {
        "tables": tables,
        "columns": columns,
        "prepared": prepared,
        "fetched": fetched,
        "figures": figures,
    },
    sys.stdout,
)
