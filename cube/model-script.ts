// Cube wants these as objects by name where YAML has lists
const named = new Set(["measures", "dimensions", "segments", "hierarchies"]);
// SQL, in which {name} is a member, and values that may name the security context
const templates = new Set(["sql", "sql_table", "values"]);
// names of members, not texts
const references = new Set(["join_path", "drill_members", "levels", "extends"]);

/**
 * What a model file in YAML says, as the JavaScript that Cube would make of it. Cube itself passes every text
 * of a YAML file, titles too, through a parser of Python: seconds of work at every start.
 */
export function modelScript(file: unknown): string {
  return Object.entries(isRecord(file) ? file : {})
    .flatMap(([kind, entries]) => {
      const call = kind === "views" ? "view" : "cube";
      const list: unknown[] = Array.isArray(entries) ? entries : [];
      return list.map((entry) => `${call}(${JSON.stringify(nameOf(entry))}, ${source(entry)});\n`);
    })
    .join("\n");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  return isRecord(value) ? String(value.name) : "";
}

// a list of cubes inside a view is none of the named ones
function source(value: unknown, key = ""): string {
  if (typeof value === "string") return text(value, key);
  if (Array.isArray(value)) {
    return named.has(key) && value.every(isRecord)
      ? record(value.map(({ name, ...rest }): [string, unknown] => [String(name), rest]))
      : `[${value.map((one) => source(one, key)).join(", ")}]`;
  }
  return isRecord(value) ? record(Object.entries(value)) : JSON.stringify(value ?? null);
}

function record(entries: readonly (readonly [string, unknown])[]): string {
  const fields = entries.map(([key, value]) => `${JSON.stringify(key)}: ${source(value, key)}`);
  return `{ ${fields.join(", ")} }`;
}

function text(value: string, key: string): string {
  if (references.has(key)) return value;
  return templates.has(key) ? template(value) : JSON.stringify(value);
}

function template(value: string): string {
  const escaped = value.replaceAll(/[`\\]|\$(?=\{)/g, (sign) => `\\${sign}`);
  return `\`${escaped.replaceAll("{", "${")}\``;
}
