# What the ODBC driver of Postgres gets: catalogue functions, bound parameters, rows in pieces.
import datetime
import decimal
import json
import os
import sys

import pyodbc

asked = json.load(sys.stdin)
parts = {
    "Driver": "PostgreSQL Unicode",
    "Server": "127.0.0.1",
    "Port": os.environ["PGPORT"],
    "Database": "tenure",
    "Uid": os.environ["PGUSER"],
    "Pwd": "{" + os.environ["PGPASSWORD"] + "}",
    "SSLmode": "require",
    "UseDeclareFetch": "1",
    "Fetch": "10000",
    "UseServerSidePrepare": os.environ.get("SERVER_SIDE", "1"),
}
connection = pyodbc.connect(";".join(f"{key}={value}" for key, value in parts.items()))
cursor = connection.cursor()


def text_of(row):
    return [None if value is None else str(value) for value in row]


tables = [row.table_name for row in cursor.tables(schema="public").fetchall()]
columns = {
    row.column_name: row.type_name
    for row in cursor.columns(table="account_months", schema="public").fetchall()
}
parameters = [
    "a1",
    1,
    decimal.Decimal("1100.5"),
    datetime.date(2025, 1, 1),
    datetime.datetime(2025, 3, 10),
]
prepared = [text_of(row) for row in cursor.execute(asked["prepared"], parameters).fetchall()]
cursor.execute(asked["many"])
fetched = 0
while piece := cursor.fetchmany(10_000):
    fetched += len(piece)
figures = [text_of(row) for row in cursor.execute(asked["figures"]).fetchall()]
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
