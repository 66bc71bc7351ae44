import { fileSchema, sourceSchema, type WrittenSource } from "./sources.js";

type Mapping = Record<string, unknown>;

/** Values that are beyond reproach, put where a mistake was, so that the rest can be judged. */
const standIns: Readonly<Record<string, unknown>> = {
  source: "stand-in",
  use: "generic",
  match: "stand-in.csv",
};
const standInFile = {
  entity: "accounts",
  match: "stand-in.csv",
  columns: { account_id: "account_id" },
};

function repairKey(mapping: Mapping, key: string): void {
  const standIn = standIns[key];
  if (standIn === undefined) delete mapping[key];
  else mapping[key] = standIn;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFile(file: unknown): boolean {
  return fileSchema.safeParse(file).success;
}

function repairFile(file: Mapping, path: readonly PropertyKey[]): void {
  const [key, name] = path;
  const { columns } = file;
  if (key === "columns" && name !== undefined && isMapping(columns)) {
    columns[String(name)] = String(name);
  } else repairKey(file, String(key));
}

function repair(source: Mapping, path: readonly PropertyKey[]): void {
  const [key, index, ...rest] = path;
  const file: unknown = Array.isArray(source.files) ? source.files[Number(index)] : undefined;
  if (key !== "files") repairKey(source, String(key));
  else if (isMapping(file) && rest.length > 0) repairFile(file, rest);
}

/**
 * What remains of a source file when the values with mistakes are set aside: enough to find its
 * other mistakes in the same run, never enough to run with. `undefined` when too little remains.
 */
export function salvage(value: unknown): WrittenSource | undefined {
  const source = structuredClone(value);
  const first = sourceSchema.safeParse(source);
  if (first.success || !isMapping(source)) return first.data;
  for (const issue of first.error.issues) {
    const keys = issue.code === "unrecognized_keys" ? issue.keys : [undefined];
    for (const key of keys) repair(source, key === undefined ? issue.path : [...issue.path, key]);
  }
  if (!Array.isArray(source.files)) return undefined;
  source.files = source.files.map((file: unknown) => (isFile(file) ? file : standInFile));
  return sourceSchema.safeParse(source).data;
}
