import { serve } from "../../cube/cube.js";
import { silent } from "../../pipeline/log.js";
import { shipped } from "../../pipeline/root.js";

// a process of its own, as for readers: what the bench does meanwhile must not hold up answers
process.once("message", async (warehouse) => {
  const serving = await serve({
    warehouse: String(warehouse),
    host: "127.0.0.1",
    port: 0,
    demo: true,
    dashboardFolder: shipped("dist", "dashboard"),
    log: silent,
  });
  process.once("disconnect", async () => {
    await serving.close();
    process.exit(0);
  });
  process.send?.(serving.url);
});
