// Cube wants these as objects by name where YAML has lists
const named = new Set(["measures", "dimensions", "segments", "hierarchies"]);
// SQL, in which {name} is a member, and values that may name the security context
const templates = new Set(["sql", "sql_table", "values"]);
// names of members, not texts
const references = new Set(["join_path", "drill_members", "levels"]);
// texts that Cube calls all the same
const constants = new Set(["member"]);

/**
 * What a model file in YAML says, as the JavaScript that Cube would make of it in the end: what names
 * members is a function of them. Cube itself passes every text of a YAML file, titles too, through a
 * parser of Python, and then each file through four stages of a compiler: seconds of work at every start.
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
  if (templates.has(key) && !isRecord(value)) return called(value, template);
  if (references.has(key) && !isRecord(value)) return called(value, reference);
  if (constants.has(key) && typeof value === "string") return `() => ${JSON.stringify(value)}`;
  if (Array.isArray(value)) {
    return named.has(key) && value.every(isRecord)
      ? record(value.map(({ name, ...rest }): [string, unknown] => [String(name), rest]))
      : `[${value.map((one) => source(one, key)).join(", ")}]`;
  }
  return isRecord(value) ? record(Object.entries(value)) : JSON.stringify(value ?? null);
}

function record(entries: readonly (readonly [string, unknown])[]): string {
  const keys = entries.map(([key]) => key);
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  if (twice !== undefined) throw new Error(`the model has two members "${twice}" in one list`);
  const fields = entries.map(([key, value]) => `${JSON.stringify(key)}: ${source(value, key)}`);
  return `{ ${fields.join(", ")} }`;
}

interface Expression {
  readonly code: string;
  readonly names: readonly string[];
}

// Cube reads the names of the parameters, and calls with what they stand for
function called(value: unknown, expression: (text: string) => Expression): string {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const parts = list.map((one) => expression(String(one)));
  const names = [...new Set(parts.flatMap((part) => part.names))];
  const codes = parts.map(({ code }) => code).join(", ");
  return `(${names.join(", ")}) => ${Array.isArray(value) ? `[${codes}]` : codes}`;
}

function reference(text: string): Expression {
  return { code: text, names: namesIn(text) };
}

function template(text: string): Expression {
  const names = [...text.matchAll(/\{([^{}]*)\}/g)].flatMap(([, inner = ""]) => namesIn(inner));
  const escaped = text.replaceAll(/[`\\]|\$(?=\{)/g, (sign) => `\\${sign}`);
  return { code: `\`${escaped.replaceAll("{", "${")}\``, names };
}

// the first names of paths, outside texts
function namesIn(code: string): readonly string[] {
  const found = code.matchAll(/'[^']*'|"[^"]*"|\.\s*\w+|([A-Za-z_]\w*)/g);
  return [...found].flatMap(([, name]) => (name === undefined ? [] : [name]));
}
