import type { BuildRun } from "../figures/quality.js";
import { moment, nothing } from "../format.js";

/** Which build the page shows. */
export function BuildFacts({ run }: { readonly run: BuildRun }) {
  return (
    <dl className="facts">
      <Fact label="Published run" value={run.id} />
      <Fact label="As of" value={moment(run.asOf)} />
      <Fact label="Run started" value={moment(run.startedAt)} />
      <Fact label="Config" value={run.configVersion ?? nothing} />
      <Fact label="tenure" value={run.tenureVersion ?? nothing} />
    </dl>
  );
}

function Fact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
