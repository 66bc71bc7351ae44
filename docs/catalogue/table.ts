/** A text in a cell of a Markdown table. */
export function cell(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim().replaceAll("|", "\\|");
}

/** A Markdown table with its columns aligned, as the formatter would write it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((line) => line.map(cell));
  const widths = head.map((_, at) => Math.max(3, ...lines.map((line) => line[at]?.length ?? 0)));
  const [first = [], ...rest] = lines;
  const rule = widths.map((width) => "-".repeat(width));
  return [first, rule, ...rest]
    .map((line) => `| ${line.map((text, at) => text.padEnd(widths[at] ?? 0)).join(" | ")} |`)
    .join("\n");
}
