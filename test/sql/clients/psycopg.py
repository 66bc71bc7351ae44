# What psycopg 2 gets, with parameters of its own types and a cursor on the server's side.
import datetime
import decimal
import json
import os
import sys

import psycopg2
import psycopg2.extras

asked = json.load(sys.stdin)
connection = psycopg2.connect(
    host="127.0.0.1",
    port=os.environ["PGPORT"],
    dbname="tenure",
    user=os.environ["PGUSER"],
    password=os.environ["PGPASSWORD"],
    sslmode="require",
)


def rows(sql, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [[None if value is None else str(value) for value in row] for row in cursor]


tables = rows(
    "select table_name from information_schema.tables where table_schema = 'public' order by 1"
)
columns = rows(
    "select column_name, data_type from information_schema.columns where table_name = %s",
    ["account_months"],
)
parameters = [
    "a1",
    1,
    decimal.Decimal("1100.5"),
    datetime.date(2025, 1, 1),
    datetime.datetime(2025, 3, 10),
]
# the driver writes values into the text; a prepared statement is the server's
prepared = rows(asked["prepared"].replace("?", "%s"), parameters)
with connection.cursor() as cursor:
    cursor.execute(asked["prepare"])
if rows("execute chosen (%s, %s, %s, %s, %s)", parameters) != prepared:
    prepared = []
with connection.cursor(name="many") as many:
    many.itersize = 10_000
    many.execute(asked["many"])
    fetched = sum(1 for _ in many)
json.dump(
    {
        "tables": [name for name, in tables],
        "columns": dict(columns),
        "prepared": prepared,
        "fetched": fetched,
        "figures": rows(asked["figures"]),
    },
    sys.stdout,
)
