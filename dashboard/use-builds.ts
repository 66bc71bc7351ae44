import type { CubeApi } from "@cubejs-client/core";
import { startTransition, useEffect, useState } from "react";
import { type EarlierBuild, loadBuilds } from "./builds.js";
import { firstFigures } from "./use-due.js";

/** The earlier builds, after the first figures where the page shows none of them. */
export function useBuilds(
  api: CubeApi,
  token: string,
  isShown: boolean,
): readonly EarlierBuild[] | undefined {
  const [builds, setBuilds] = useState<readonly EarlierBuild[]>();
  useEffect(() => {
    let isCurrent = true;
    (isShown ? Promise.resolve() : firstFigures(api))
      .then(() => loadBuilds(token))
      .then((loaded) => {
        if (isCurrent) startTransition(() => setBuilds(loaded));
      });
    return () => {
      isCurrent = false;
    };
  }, [api, token, isShown]);
  return builds;
}
