import type { BuildRun } from "../figures/quality.js";
import { unmoved } from "../figures/since.js";
import { moment, nothing } from "../format.js";
import { buildQuestion } from "../questions/quality.js";
import { useBuildBefore } from "../use-before.js";

/** Which build the page shows, and which it is compared with. */
export function BuildFacts({ run }: { readonly run: BuildRun }) {
  const [then] = useBuildBefore(buildQuestion) ?? [];
  return (
    <dl className="facts">
      {facts.map(([label, say]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{say(run)}</dd>
          {then === undefined ? null : <dd className="moved">{was(say(run), say(then))}</dd>}
        </div>
      ))}
    </dl>
  );
}

const facts: readonly (readonly [label: string, say: (run: BuildRun) => string])[] = [
  ["Published run", ({ id }) => id],
  ["As of", ({ asOf }) => moment(asOf)],
  ["Run started", ({ startedAt }) => moment(startedAt)],
  ["Config", ({ configVersion }) => configVersion ?? nothing],
  ["tenure", ({ tenureVersion }) => tenureVersion ?? nothing],
];

function was(now: string, then: string): string {
  return now === then ? unmoved : `was ${then}`;
}
