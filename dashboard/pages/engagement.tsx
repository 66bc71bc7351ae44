import { BooksCard } from "../components/books.js";
import { CoverageCard } from "../components/coverage.js";
import { DueCard, MomentFigures, MomentsCard } from "../components/moments.js";
import { Rest } from "../components/rest.js";

/** Whom to get in touch with and why, and whether there is anybody with the time to. */
export function EngagementPage() {
  return (
    <>
      <MomentFigures />
      <Rest>
        <div className="halves">
          <MomentsCard />
          <BooksCard />
        </div>
        <DueCard />
        <CoverageCard />
      </Rest>
    </>
  );
}
