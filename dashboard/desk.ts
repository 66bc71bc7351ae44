import type { CubeApi } from "@cubejs-client/core";
import { createContext, useContext } from "react";
import type { Definitions } from "./definitions.js";
import type { Month } from "./figures/months.js";
import type { Route } from "./route.js";

/** What every part of the page works with. */
export interface Desk {
  readonly api: CubeApi;
  readonly token: string;
  readonly currency: string | undefined;
  readonly definitions: Definitions;
  /** Closed months, oldest first. */
  readonly months: readonly Month[];
  /** First day of the month that is shown. */
  readonly month: string;
  /** First day of the month it is compared with; empty where there is none. */
  readonly compare: string | undefined;
  /** Where the page is; what is open over it is no part of that. */
  readonly route: Route;
  readonly go: (to: Route) => void;
}

const DeskContext = createContext<Desk | undefined>(undefined);

export const DeskProvider = DeskContext.Provider;

/** The desk of the page around this component. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error("A part of the page stands outside of it");
  return desk;
}
