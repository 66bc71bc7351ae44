import type { ReactNode } from "react";
import { AccountPage } from "./pages/account.js";
import { CustomersPage } from "./pages/customers.js";
import { DataQualityPage } from "./pages/data-quality.js";
import { EngagementPage } from "./pages/engagement.js";
import { ForecastPage } from "./pages/forecast.js";
import { HealthPage } from "./pages/health.js";
import { MaturityPage } from "./pages/maturity.js";
import { RevenuePage } from "./pages/revenue.js";
import type { View } from "./question.js";
import type { PageName } from "./route.js";
import type { Sees } from "./sight.js";

/** All pages are smaller than the library that draws them: they come at once, so that none is waited for. */
export const pages: Readonly<Record<PageName, () => ReactNode>> = {
  forecast: ForecastPage,
  revenue: RevenuePage,
  customers: CustomersPage,
  health: HealthPage,
  maturity: MaturityPage,
  engagement: EngagementPage,
  account: AccountPage,
  "data-quality": DataQualityPage,
};

/** The views that a page is about. */
const views: Readonly<Record<PageName, readonly View[]>> = {
  forecast: ["forecast_waterfall", "renewal_forecast"],
  revenue: ["growth"],
  customers: ["accounts"],
  health: ["health"],
  maturity: ["maturity", "journey"],
  engagement: ["engagement", "csm_books"],
  account: ["accounts"],
  "data-quality": ["runs", "data_quality", "quarantine", "restatements"],
};

/** Whether somebody may see anything of a page. */
export function isFor(sees: Sees, page: PageName): boolean {
  return views[page].some((view) => sees({ view }));
}
