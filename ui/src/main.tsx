// Opens the page.
import { render } from "preact";
import { App } from "./app.js";
import { createEngine, pageTransport } from "./engine/connection.js";
import { Waits } from "./engine/waits.js";
import "./styles/index.css";
import { applyTheme, readTheme } from "./theme/theme.js";

applyTheme(readTheme());
const page = document.getElementById("page");
const waits = new Waits();
if (page !== null) render(<App engine={createEngine(pageTransport(waits))} waits={waits} />, page);
