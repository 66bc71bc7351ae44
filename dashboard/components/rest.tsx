import type { ReactNode } from "react";
import { useDue } from "../use-due.js";
import { Waiting } from "./state.js";

/** What stands below the first figures of a page, which it does not hold up. */
export function Rest({ children }: { readonly children: ReactNode }) {
  const isDue = useDue();
  return isDue ? children : <Waiting what="the rest of the page" />;
}
