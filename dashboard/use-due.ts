import type { CubeApi } from "@cubejs-client/core";
import { startTransition, useEffect, useState } from "react";
import { quiet } from "./cube.js";
import { useDesk } from "./desk.js";

/** Longer than this nothing waits for what was asked before it. */
const patience = 2000;

/** Whether what comes after the first figures may come: these are on the screen, or late. */
export function useDue(): boolean {
  const { api } = useDesk();
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    firstFigures(api).then(() => {
      if (isCurrent) startTransition(() => setDue(true));
    });
    return () => {
      isCurrent = false;
    };
  }, [api]);
  return isDue;
}

/** Resolves once the answers that were asked for have come and are painted. */
export async function firstFigures(api: CubeApi): Promise<void> {
  await Promise.race([quiet(api).then(painted), pause(patience)]);
}

function painted(): Promise<void> {
  const frame = new Promise<void>((resolve) => {
    window.requestAnimationFrame(() => window.setTimeout(resolve));
  });
  // a tab that nobody sees paints nothing
  return Promise.race([frame, pause(100)]);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => window.setTimeout(resolve, milliseconds));
}
