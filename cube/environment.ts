/** What Cube reads from the process environment; one machine, one database, nothing outside it. */
const cubeEnvironment = {
  NODE_ENV: "production",
  TZ: "UTC",
  CUBEJS_DB_TYPE: "duckdb",
  CUBEJS_DEV_MODE: "false",
  CUBEJS_TELEMETRY: "false",
  CUBEJS_TESSERACT_SQL_PLANNER: "false",
  // our stand-in for the native compiler: the model is written as it would be compiled
  CUBEJS_TRANSPILATION_NATIVE: "true",
  CUBEJS_CACHE_AND_QUEUE_DRIVER: "memory",
  CUBEJS_EXTERNAL_DEFAULT: "false",
  CUBEJS_LOG_REDACTION: "false",
  CUBEJS_REFRESH_WORKER: "false",
  CUBEJS_CONCURRENCY: "8",
  // one more than an answer carries: the row that tells that there are more
  CUBEJS_DB_QUERY_LIMIT: "50001",
  CUBEJS_DB_QUERY_DEFAULT_LIMIT: "50000",
} as const;

/** Settings of Cube that would open a door or leave this machine; a stray one must not count. */
const unwanted = [
  "CUBEJS_PLAYGROUND_AUTH_SECRET",
  "CUBEJS_DB_DUCKDB_MOTHERDUCK_TOKEN",
  "CUBEJS_DB_DUCKDB_DATABASE_PATH",
  "CUBEJS_EXT_DB_TYPE",
  "CUBEJS_CUBESTORE_HOST",
  "CUBEJS_AGENT_ENDPOINT_URL",
  "CUBEJS_PG_SQL_PORT",
  "CUBEJS_DEFAULT_API_SCOPES",
  "CUBEJS_DEFAULT_TIMEZONE",
];

/** Sets what Cube demands in the environment; must run before Cube's modules are loaded. */
export function setCubeEnvironment(environment: NodeJS.ProcessEnv): void {
  for (const name of unwanted) delete environment[name];
  Object.assign(environment, cubeEnvironment);
}
