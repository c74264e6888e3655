/** States of services, runs and steps: each has a word, a shape and a colour, so that none depends on its colour. */
import { element } from "../dom.js";

/** Shapes in a square of 12: the path, and whether it is a line. @type {Record<string, {path: string, line?: boolean}>} */
const shapes = {
  disc: { path: "M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1Z" },
  ring: { path: "M6 2a4 4 0 1 1 0 8A4 4 0 0 1 6 2Z", line: true },
  arc: { path: "M6 2a4 4 0 1 1-4 4", line: true },
  bars: { path: "M2.5 1.5h2.5v9H2.5Zm4.5 0h2.5v9H7Z" },
  triangle: { path: "M6 .8 11.6 11H.4Z" },
  diamond: { path: "M6 .5 11.5 6 6 11.5.5 6Z" },
  cross: { path: "m2 2 8 8m0-8-8 8", line: true },
  equals: { path: "M1.5 4h9m-9 4h9", line: true },
};

/** @type {Record<string, {word: string, shape: keyof typeof shapes, tone: string}>} */
const states = {
  ok: { word: "OK", shape: "disc", tone: "good" },
  succeeded: { word: "Succeeded", shape: "disc", tone: "good" },
  passed: { word: "Passed", shape: "disc", tone: "good" },
  unchanged: { word: "Unchanged", shape: "equals", tone: "good" },
  waiting: { word: "Waiting", shape: "ring", tone: "quiet" },
  running: { word: "Running", shape: "arc", tone: "busy" },
  held: { word: "Held", shape: "bars", tone: "warning" },
  overdue: { word: "Overdue", shape: "diamond", tone: "warning" },
  warning: { word: "Warning", shape: "diamond", tone: "warning" },
  failed: { word: "Failed", shape: "triangle", tone: "error" },
  cancelled: { word: "Cancelled", shape: "cross", tone: "quiet" },
  skipped: { word: "Skipped", shape: "cross", tone: "quiet" },
  note: { word: "Note", shape: "ring", tone: "quiet" },
};

/** @param {string} state */
function described(state) {
  return Object.hasOwn(states, state) ? states[state] : undefined;
}

/** The word for a state. @param {string} state */
export function stateWord(state) {
  return described(state)?.word ?? state;
}

/** @param {string} state */
export function stateBadge(state) {
  const { word, shape, tone } = described(state) ?? { word: state, shape: "ring", tone: "quiet" };
  return element("span", { class: `state ${tone} ${shape}` }, shapeElement(shape), word);
}

/** @param {keyof typeof shapes} shape */
function shapeElement(shape) {
  const { path, line } = shapes[shape] ?? { path: "" };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawn.setAttribute("d", path);
  drawn.setAttribute("class", line ? "line" : "area");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("aria-hidden", "true");
  svg.append(drawn);
  return svg;
}
