import { CalibrationCard, EvidenceCard, SurprisesCard } from "../components/health-evidence.js";
import { FactorsCard } from "../components/health-factors.js";
import { HeatCard } from "../components/health-heat.js";
import { DistributionCard, IndexChoice, ScoreFigures } from "../components/health-status.js";
import { TransitionsCard } from "../components/health-transitions.js";
import { Rest } from "../components/rest.js";
import { useDesk } from "../desk.js";
import { indexOf } from "../questions/health.js";

/** How the customers are, what moved them, and how far the score may be believed. */
export function HealthPage() {
  const { route } = useDesk();
  const index = indexOf(route);
  return (
    <>
      <IndexChoice />
      <ScoreFigures index={index} />
      <Rest>
        <DistributionCard index={index} />
        <HeatCard index={index} />
        <div className="halves">
          <FactorsCard index={index} />
          <TransitionsCard />
        </div>
        <div className="halves">
          <EvidenceCard index={index} />
          <CalibrationCard />
        </div>
        <SurprisesCard />
      </Rest>
    </>
  );
}
