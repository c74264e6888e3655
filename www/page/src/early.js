/** Runs before the other scripts of the page are there: what is clicked meanwhile is done once they are. */
import { keepClicks } from "./early_clicks.js";

keepClicks();
