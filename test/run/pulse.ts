import { load } from "../config/folder.js";

const health = load({}).indexes.find(({ index }) => index === "health");
const others = Object.keys(health?.factors ?? {})
  .filter((id) => id !== "csm_pulse")
  .map((id) => `  ${id}: { weight: 0 }\n`)
  .join("");

/** A config/indexes/health.yml in which nothing counts but the pulse of the CSM, on this scale. */
export function pulseAlone(worst: number, best: number): string {
  return `profiles: []\nfactors:\n${others}  csm_pulse: { scale: { linear: { worst: ${worst}, best: ${best} } } }\n`;
}
