import type { ApiGateway } from "@cubejs-backend/api-gateway";
import serverCore, { type OrchestratorApi } from "@cubejs-backend/server-core";
import { keepAnswers } from "./answers.js";
import { Compiler } from "./compiler.js";
import { Gateway } from "./gateway.js";

type GatewayParameters = ConstructorParameters<typeof ApiGateway>;
type OrchestratorParameters = ConstructorParameters<typeof serverCore.OrchestratorApi>;

/** Who asks over the SQL endpoint. */
export interface SqlContext {
  readonly requestId: string;
  readonly securityContext: object;
}

/** Cube's server with our gateway, and an orchestrator for each published build. */
export class Core extends serverCore.CubejsServerCore {
  /** Forgets the orchestrator of a build that nobody can ask any more. */
  forget(runId: string): void {
    // the only way to release one entry; Cube itself waits until a hundred others came after it
    const { storage } = this.orchestratorStorage as unknown as { storage: Map<string, unknown> };
    storage.delete(runId);
  }

  #gateway: Gateway | undefined;
  /** Told of each query whether its answer was in memory. */
  toldOfCache: (outcome: "hit" | "miss") => void = () => {};

  /** Our gateway, for the paths that Cube does not have. */
  get gateway(): Gateway {
    this.apiGateway();
    if (this.#gateway === undefined) throw new Error("Cube made no gateway");
    return this.#gateway;
  }

  /** What the model's views offer to one user. */
  async describe(context: SqlContext): Promise<unknown> {
    const compiler = await this.getCompilerApi(context);
    return compiler.metaConfig(context, { requestId: context.requestId });
  }

  protected override createApiGatewayInstance(...parameters: GatewayParameters): ApiGateway {
    this.#gateway = new Gateway(...parameters);
    return this.#gateway;
  }

  protected override createCompilerApi(
    ...[repository, options = {}]: Parameters<serverCore.CubejsServerCore["createCompilerApi"]>
  ): serverCore.CompilerApi {
    const { dbType } = options;
    return new Compiler(repository, dbType, this.createCompilerApiOptions(options));
  }

  protected override createOrchestratorApi(
    getDriver: OrchestratorParameters[0],
    options: OrchestratorParameters[2],
  ): OrchestratorApi {
    const orchestrator = new DirectOrchestrator(getDriver, this.logger, options);
    orchestrator.told = (outcome) => this.toldOfCache(outcome);
    return orchestrator;
  }
}

/**
 * Asks the snapshot itself: Cube's queue answers "Continue wait" to slow queries, and its memory
 * cache keeps every answer for a day without a bound. There is one for each build, and its answers
 * are forgotten with it.
 */
class DirectOrchestrator extends serverCore.OrchestratorApi {
  readonly #answers = keepAnswers();
  /** Told of each query whether its answer was in memory. */
  told: (outcome: "hit" | "miss") => void = () => {};

  override async executeQuery(
    query: Parameters<OrchestratorApi["executeQuery"]>[0],
  ): Promise<unknown> {
    const [sql, values] = [query.query ?? "", [...(query.values ?? [])]];
    const kept = this.#answers.get(sql, values);
    this.told(kept === undefined ? "miss" : "hit");
    const data = kept ?? (await this.#ask(sql, values, query.dataSource));
    return { data, dataSource: "default", dbType: "duckdb", external: false };
  }

  async #ask(sql: string, values: string[], dataSource = "default") {
    const driver = await this.driverFactory(dataSource);
    const rows = await driver.query<Record<string, unknown>>(sql, values);
    this.#answers.keep(sql, values, rows);
    return rows;
  }
}
