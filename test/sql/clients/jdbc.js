// What pgjdbc gets, run by Rhino: a Java runtime is enough.
importPackage(java.sql);

const asked = JSON.parse(
  String(
    new java.io.BufferedReader(new java.io.InputStreamReader(java.lang.System["in"])).readLine(),
  ),
);
const variables = java.lang.System.getenv();
const url =
  "jdbc:postgresql://127.0.0.1:" +
  variables.get("PGPORT") +
  "/tenure?sslmode=require&sslfactory=org.postgresql.ssl.NonValidatingFactory" +
  variables.get("JDBC_MODE");
const driver = new Packages.org.postgresql.Driver();
const login = new java.util.Properties();
login.setProperty("user", variables.get("PGUSER"));
login.setProperty("password", variables.get("PGPASSWORD"));
const connection = driver.connect(url, login);

function textOf(value) {
  return value === null ? null : String(value);
}

function rowOf(result, count) {
  const row = [];
  for (let at = 1; at <= count; at += 1) row.push(textOf(result.getString(at)));
  return row;
}

function rows(result) {
  const count = result.getMetaData().getColumnCount();
  const found = [];
  while (result.next()) {
    found.push(rowOf(result, count));
  }
  return found;
}

const about = connection.getMetaData();
const tables = rows(about.getTables(null, "public", "%", null)).map((row) => row[2]);
const columns = {};
rows(about.getColumns(null, "public", "account_months", "%")).forEach((row) => {
  columns[row[3]] = row[5];
});

function prepared() {
  const statement = connection.prepareStatement(asked.prepared);
  statement.setString(1, "a1");
  statement.setInt(2, 1);
  statement.setBigDecimal(3, new java.math.BigDecimal("1100.5"));
  statement.setDate(4, Packages.java.sql.Date.valueOf("2025-01-01"));
  statement.setTimestamp(5, Timestamp.valueOf("2025-03-10 00:00:00"));
  const first = rows(statement.executeQuery());
  // from the second time on the driver may keep the statement on the server, and ask for binary
  for (let time = 0; time < 6; time += 1) {
    if (JSON.stringify(rows(statement.executeQuery())) !== JSON.stringify(first)) return [];
  }
  return first;
}

function fetched() {
  connection.setAutoCommit(false);
  const statement = connection.createStatement();
  statement.setFetchSize(10000);
  const result = statement.executeQuery(asked.many);
  let count = 0;
  while (result.next()) count += 1;
  connection.commit();
  return count;
}

const answer = {
  tables: tables,
  columns: columns,
  prepared: prepared(),
  fetched: fetched(),
  figures: rows(connection.createStatement().executeQuery(asked.figures)),
};
print(JSON.stringify(answer));
connection.close();
