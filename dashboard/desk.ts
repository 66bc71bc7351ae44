import type { CubeApi } from "@cubejs-client/core";
import { createContext, useContext } from "react";
import type { EarlierBuild } from "./builds.js";
import type { Definitions } from "./definitions.js";
import type { Month } from "./figures/months.js";
import type { Route } from "./route.js";
import type { Sees } from "./sight.js";

/** An earlier month of the published build, or the month that is shown as an earlier build had it. */
export interface Before {
  readonly kind: "month" | "build";
  readonly api: CubeApi;
  /** First day of the month. */
  readonly month: string;
  /** What it is called in a sentence. */
  readonly name: string;
  /** Some of its figures could not be loaded. */
  readonly isLost: boolean;
}

/** What every part of the page works with. */
export interface Desk {
  readonly api: CubeApi;
  readonly token: string;
  readonly currency: string | undefined;
  readonly definitions: Definitions;
  readonly sees: Sees;
  /** Closed months, oldest first. */
  readonly months: readonly Month[];
  /** First day of the month that is shown. */
  readonly month: string;
  /** What figures are compared with; empty where there is nothing earlier. */
  readonly before: Before | undefined;
  /** Told that figures of what is compared with could not be loaded. */
  readonly lose: () => void;
  /** The builds that can be compared with; empty until they are known. */
  readonly builds: readonly EarlierBuild[] | undefined;
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
