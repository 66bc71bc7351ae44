import type { CubeApi } from "@cubejs-client/core";
import { useCallback, useMemo, useState } from "react";
import { type EarlierBuild, sayBuild } from "./builds.js";
import { connect } from "./cube.js";
import type { Before, Desk } from "./desk.js";
import { isKept } from "./figures/missing.js";
import { shortMonth } from "./format.js";
import type { Shown } from "./questions/first.js";
import { useBuilds } from "./use-builds.js";

interface Asker {
  readonly api: CubeApi;
  readonly token: string;
}

/** What the address compares with, and the builds that it could. */
export function useCompared(
  { api, token }: Asker,
  shown: Shown | undefined,
  run: string | undefined,
): Pick<Desk, "before" | "builds" | "lose"> {
  const builds = useBuilds(api, token, run !== undefined);
  const kept = isKept(run, builds) ? run : undefined;
  const build = useBuild(token, kept, builds);
  const against = `${shown?.month}/${kept ?? shown?.compare}`;
  const [lost, setLost] = useState<string>();
  const lose = useCallback(() => setLost(against), [against]);
  const isLost = lost === against;
  return useMemo(() => {
    const before = shown === undefined ? undefined : beforeOf(api, shown, build, isLost);
    return { before, builds, lose };
  }, [api, shown, build, isLost, builds, lose]);
}

/** The build that the address compares with. */
function useBuild(
  token: string,
  run: string | undefined,
  builds: readonly EarlierBuild[] | undefined,
): Pick<Before, "api" | "name"> | undefined {
  const api = useMemo(() => (run === undefined ? undefined : connect(token, run)), [token, run]);
  const name = sayBuild(builds?.find((each) => each.run === run));
  return useMemo(() => (api === undefined ? undefined : { api, name }), [api, name]);
}

function beforeOf(
  api: CubeApi,
  { month, compare }: Shown,
  build: Pick<Before, "api" | "name"> | undefined,
  isLost: boolean,
): Before | undefined {
  if (build !== undefined) return { kind: "build", month, ...build, isLost };
  if (compare === undefined) return undefined;
  return { kind: "month", api, month: compare, name: shortMonth(compare), isLost };
}
