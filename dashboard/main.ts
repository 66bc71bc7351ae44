import { askAhead } from "./ahead.js";
import { connect } from "./cube.js";
import { readRoute } from "./route.js";
import { readToken } from "./session.js";
import { loadSight } from "./sight.js";

const token = readToken();
const api = connect(token);
// at once, while the code that shows the answers is on its way
loadSight(api, token).then((sees) => askAhead(api, readRoute(window.location.hash), sees));
import("./start.js").then(({ start }) => start({ token, api }));
