import { startActions } from "./actions.js";
import { startKeys } from "./keys.js";
import { startLife } from "./life.js";
import { startOverview } from "./overview.js";
import { startShell } from "./shell.js";
import { startLive } from "./live.js";
import { refreshLater } from "./parts.js";

startShell();
startActions();
startLife();

const page = document.body.dataset.page;
if (page === "overview")
    startOverview();
else if (page === "events")
    startLive({ event: () => refreshLater("events") });
else if (page === "keys")
    startKeys();
