import serverCore from "@cubejs-backend/server-core";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { withCurrency } from "./currency.js";
import { withVisibleFields } from "./folders.js";

type CompilerApi = serverCore.CompilerApi;
type PatchParameters = Parameters<CompilerApi["patchVisibilityByAccessPolicy"]>;
type Described = Awaited<ReturnType<CompilerApi["patchVisibilityByAccessPolicy"]>>;
type SqlParameters = Parameters<CompilerApi["getSql"]>;
type Context = Parameters<CompilerApi["hashRequestContext"]>[0];

const contextSchema = z.object({
  currency: z.string().optional(),
  securityContext: z.object({ role: z.string() }).optional(),
});

// a few roles, times the currencies of builds that are asked at the same time
const mostDescriptions = 32;

/**
 * Cube's compiler of questions, which finds again what it made for another request of the same
 * identity, and states the currency of the build that is asked: the model is compiled once for all.
 */
export class Compiler extends serverCore.CompilerApi {
  readonly #described = new WeakMap<object, LRUCache<string, Promise<Described>>>();

  // Cube keeps the SQL of a question, but the check of row policies asks for it by the request's
  // id: then it is made anew each time, and kept for nobody
  override getSql(...[query, options]: SqlParameters): ReturnType<CompilerApi["getSql"]> {
    const { requestId: _, ...asked } = { ...options };
    return super.getSql(query, asked);
  }

  // policies are of who asks: they know neither requests nor builds
  protected override hashRequestContext({ securityContext }: Context): string {
    return JSON.stringify(securityContext);
  }

  // all descriptions pass here, for /meta as for the annotations of answers
  override async patchVisibilityByAccessPolicy(
    ...[compilers, context, cubes]: PatchParameters
  ): Promise<Described> {
    const { currency, securityContext } = contextSchema.parse(context);
    const known = this.#described.get(compilers) ?? new LRUCache({ max: mostDescriptions });
    this.#described.set(compilers, known);
    // what is visible follows from the role alone
    const key = JSON.stringify([securityContext?.role, currency]);
    const described =
      known.get(key) ??
      super
        .patchVisibilityByAccessPolicy(compilers, context, cubes)
        .then((patched) => stated(patched, currency));
    known.set(key, described);
    described.catch(() => known.delete(key));
    return described;
  }
}

function stated(patched: Described, currency: string | undefined): Described {
  const listed = withVisibleFields(patched.cubes);
  return { ...patched, cubes: currency === undefined ? listed : withCurrency(listed, currency) };
}
