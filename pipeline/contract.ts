import type { EntityName } from "./entities.js";

/** How one canonical (or extra) column is made from a file's columns; all optional parts resolved. */
export interface ColumnContract {
  /** Names the column may have in the file, first present wins; empty for a constant or a path. */
  readonly from: readonly string[];
  readonly value?: string;
  /** JSONPath inside a JSON record. */
  readonly path?: string;
  /** A strptime format, or epoch (seconds) or epoch_ms; without it ISO 8601. */
  readonly format?: string;
  /** `minor` divides money by the currency's minor units. */
  readonly unit?: "major" | "minor";
  readonly map?: Readonly<Record<string, string>>;
  /** The file has a column a month, whose names are read by this format. */
  readonly months?: string;
  /** The account is looked up by this entity's key. */
  readonly through?: EntityName;
  /** The file may lack the column; else its absence refuses the file. */
  readonly optional?: boolean;
}

export type UpdateMode = "snapshot" | "upsert" | "append" | "replace_by_day";
export type FileFormat = "csv" | "ndjson" | "json" | "parquet" | "arrow";

/** The format that a file's ending says. */
export const formatByEnding: Readonly<Record<string, FileFormat>> = {
  csv: "csv",
  tsv: "csv",
  txt: "csv",
  ndjson: "ndjson",
  jsonl: "ndjson",
  json: "json",
  parquet: "parquet",
  arrow: "arrow",
};

export interface CsvDialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  readonly encoding: "utf-8" | "utf-16" | "latin-1";
  readonly header: boolean;
}

/** One entry of `files:` in config/sources/*.yml with every default filled in. */
export interface FileContract {
  readonly source: string;
  readonly entity: EntityName;
  readonly match: readonly string[];
  readonly format: FileFormat;
  readonly csv: CsvDialect;
  readonly update: UpdateMode;
  readonly key: readonly string[];
  readonly onUnknownColumn: "keep" | "ignore" | "refuse";
  /** Share of a file's rows, 0 to 1, that may be bad before the run stops. */
  readonly maxBadShare: number;
  readonly timezone: string;
  /** Canonical and extra columns by name. */
  readonly columns: Readonly<Record<string, ColumnContract>>;
  readonly where?: string;
  /** The place in the config that messages point to, for instance `config/sources/billing.yml:7`. */
  readonly at: string;
  /** First 12 hex digits of a sha-256 over everything above that changes how a file is read. */
  readonly version: string;
}
