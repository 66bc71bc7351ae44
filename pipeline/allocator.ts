/**
 * What DuckDB's allocator reads from the environment as the library is loaded: pages that were
 * freed stay with the process for ten seconds, as the allocator does by itself, and not for one.
 * To give them back and ask for them again took a fifth of a run's processor time. A setting of the
 * user's own goes before.
 */
export function allocatorSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const name = "DUCKDB_JE_MALLOC_CONF";
  return { [name]: environment[name] ?? "dirty_decay_ms:10000,muzzy_decay_ms:0" };
}
