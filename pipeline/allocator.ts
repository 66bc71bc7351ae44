/**
 * What DuckDB's allocator reads from the environment as the library is loaded: pages that were
 * freed stay with the process for three seconds, and not for one or, as the allocator does by
 * itself, ten. To give them back sooner took a fifth of a run's processor time, and later 0.15 GB.
 * A setting of the user's own goes before.
 */
export function allocatorSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const name = "DUCKDB_JE_MALLOC_CONF";
  return { [name]: environment[name] ?? "dirty_decay_ms:3000,muzzy_decay_ms:0" };
}
