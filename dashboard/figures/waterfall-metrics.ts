/** What the board asks for first; metrics of plans and of one's own come after. */
const first = ["retained_arr", "churned_arr", "expansion_arr", "new_arr", "grr", "nrr"];

/** Metrics of the waterfall as they are offered: those that every company has, then the others. */
export function offeredMetrics(found: readonly string[]): readonly string[] {
  return [
    ...first.filter((metric) => found.includes(metric)),
    ...found.filter((metric) => !first.includes(metric)),
  ];
}

/** How figures of a metric are said: names carry the unit, and others are plain numbers. */
export function metricFormat(metric: string): "currency" | "percent" | undefined {
  if (/(^|_)[am]rr$/.test(metric)) return "currency";
  return /(^|_)(grr|nrr|share|ratio|breadth)$/.test(metric) ? "percent" : undefined;
}
