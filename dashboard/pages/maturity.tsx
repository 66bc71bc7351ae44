import { CurvesCard } from "../components/journey-curves.js";
import { FunnelCard, StuckCard } from "../components/journey-funnel.js";
import { DurationsCard, MilestonesCard } from "../components/journey-times.js";
import { MaturityFigures } from "../components/maturity-figures.js";
import { BehaviorsCard, StagesCard } from "../components/maturity-stages.js";
import { Rest } from "../components/rest.js";

/** How effectively customers use the product, and where they are on their way. */
export function MaturityPage() {
  return (
    <>
      <MaturityFigures />
      <Rest>
        <StagesCard />
        <div className="halves">
          <BehaviorsCard />
          <FunnelCard />
        </div>
        <CurvesCard />
        <StuckCard />
        <div className="halves">
          <MilestonesCard />
          <DurationsCard />
        </div>
      </Rest>
    </>
  );
}
