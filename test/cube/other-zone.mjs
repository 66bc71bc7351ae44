// Serves the warehouse in argv from source, in the time zone of its own environment, and prints the
// answers to the queries in argv as one line of JSON.
import { createServer, createServerModuleRunner } from "vite";

const [warehouse, ...queries] = process.argv.slice(2);
const zone = new Date(2025, 0, 1).getTimezoneOffset();
const vite = await createServer({
  configFile: false,
  logLevel: "error",
  appType: "custom",
  server: { middlewareMode: true, ws: false, watch: null },
});
const { serve } = await createServerModuleRunner(vite.environments.ssr).import("/cube/cube.ts");
const serving = await serve({
  warehouse,
  host: "127.0.0.1",
  port: 0,
  demo: true,
  dashboardFolder: "no-page-here",
  log: () => {},
});
const answers = [];
for (const query of queries) {
  const search = new URLSearchParams({ query });
  const response = await fetch(`${serving.url}/cubejs-api/v1/load?${search}`);
  answers.push((await response.json()).data);
}
process.stdout.write(JSON.stringify({ zone, answers }));
await serving.close();
await vite.close();
