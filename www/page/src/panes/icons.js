/** Shapes of the severities: each differs in shape, not only in colour. */

const namespace = "http://www.w3.org/2000/svg";

/** Outline and sign of each, in a square of 16. @type {Record<string, {outline: string, sign: string}>} */
const shapes = {
  error: { outline: "M5 1h6l4 4v6l-4 4H5l-4-4V5z", sign: "M5.5 5.5l5 5m0-5l-5 5" },
  warning: { outline: "M8 1.2 15.4 14.4H.6z", sign: "M8 6v4m0 2v.01" },
  info: { outline: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z", sign: "M8 7.4v4M8 4.6v.01" },
};

/** An icon of a severity; it is beside its word, so it is not heard. @param {string} severity */
export function severityIcon(severity) {
  const { outline, sign } = shapes[severity] ?? /** @type {{outline: string, sign: string}} */ (shapes.info);
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `severity-icon ${severity}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(path(outline, "outline"), path(sign, "sign"));
  return svg;
}

/** @param {string} d @param {string} name */
function path(d, name) {
  const made = document.createElementNS(namespace, "path");
  made.setAttribute("d", d);
  made.setAttribute("class", name);
  return made;
}
