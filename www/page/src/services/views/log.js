/** The log of a run, from a level on. */
import { counted, element } from "../../dom.js";
import { clockTime } from "../format.js";
import { section } from "./parts.js";

/** Levels, the least severe first. */
const levels = ["debug", "info", "warn", "error"];

/** @param {import("../api.js").Run} run @param {string} level */
export function logSection({ log }, level) {
  const least = levels.indexOf(level);
  const shown = log.filter((line) => levels.indexOf(line.level) >= least || !levels.includes(line.level));
  const options = levels.map((name) =>
    element(
      "option",
      { value: name, selected: name === level },
      name === "error" ? "error" : `${name} and above`,
    ),
  );
  return section(
    "log",
    "Log",
    element(
      "div",
      { class: "toolbar" },
      element("label", { for: "level" }, "Level"),
      element("select", { id: "level" }, ...options),
      element("p", { class: "count" }, linesText(shown.length, log.length)),
    ),
    shown.length
      ? element(
          "div",
          {
            class: "log scroll",
            tabindex: 0,
            role: "region",
            "aria-label": "Lines of the log",
            "data-key": "lines",
          },
          element("ol", {}, ...shown.map(lineRow)),
        )
      : undefined,
  );
}

/** @param {number} shown @param {number} all */
function linesText(shown, all) {
  return shown === all ? counted(all, "line") : `${shown.toLocaleString("en")} of ${counted(all, "line")}`;
}

/** @param {import("../api.js").LogLine} line */
function lineRow({ time, level, message }) {
  return element(
    "li",
    { class: `line ${levels.includes(level) ? level : ""}` },
    element("time", { datetime: time }, clockTime(time)),
    element("span", { class: "level" }, level),
    element("span", { class: "text" }, message),
  );
}
