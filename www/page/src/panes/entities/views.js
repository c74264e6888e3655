/**
 * What the details show of a service, a collection, and an operation that a filter leaves out. In: their create
 * requests. Out: nodes.
 */
import { counted, element } from "../../dom.js";
import { described } from "../described.js";
import { fqnOf } from "./fqn.js";
import { patternPlace } from "./pattern_place.js";
import { methodOf } from "./row.js";

/** @typedef {import("./nodes.js").TreeNode} TreeNode */
/** @typedef {import("../../page.js").Page} Page */

/** @param {Page} page @param {Record<string, any>} service @param {TreeNode} node */
export function serviceView(page, service, node) {
  return [
    titleOf(page, { kind: "Service", name: service.name, fqn: fqnOf(service.name) }),
    element(
      "p",
      { class: "hint" },
      `${counted(node.children.length, "collection")}, ${counted(node.kept, "endpoint")}`,
    ),
    about(service.description),
    request(service),
  ];
}

/** @param {Page} page @param {Record<string, any>} collection @param {TreeNode} node */
export function collectionView(page, collection, node) {
  const { name, displayName, service, description } = collection;
  return [
    titleOf(page, { kind: "Collection", name: displayName || name, fqn: fqnOf(service, name) }),
    element("p", { class: "hint" }, counted(node.kept, "endpoint")),
    about(description),
    request(collection),
  ];
}

/** @param {Page} page @param {TreeNode} node */
export function leftOutView(page, { kind, label, method, leftOut, leftOutCount }) {
  const { filter, pattern } = /** @type {import("metarest").Filtered} */ (leftOut);
  const title = element("h2", { class: "detail-title", tabindex: -1 });
  title.append(...(method ? [methodOf(method), " "] : []), element("s", {}, label));
  const what =
    kind === "collection" ? `This collection, with ${counted(leftOutCount, "endpoint")},` : "This operation";
  const by =
    pattern === undefined
      ? ["no pattern of ", element("code", {}, "includes"), " matches"]
      : ["the pattern ", element("code", {}, pattern), " of excludes matches"];
  const of = [" (", element("code", {}, filter), ")."];
  return [
    element("header", { class: "detail-head" }, title),
    element("p", { class: "left-out-why" }, what, " is not in the catalogue: ", ...by, ...of),
    element("div", { class: "detail-actions" }, patternButton(page, filter, pattern)),
  ];
}

/** @param {Page} page @param {string} filter @param {string | undefined} pattern */
function patternButton(page, filter, pattern) {
  const text = pattern === undefined ? "Show the filter in the config" : "Show the pattern in the config";
  const button = element("button", { type: "button", class: "quiet", "data-focus": "pattern" }, text);
  button.addEventListener("click", () => {
    const place = patternPlace(page.config.text, filter, pattern);
    if (place) page.reveal(place);
    else page.announce(`The config has no ${filter}`);
  });
  return button;
}

/** @param {Page} page @param {{kind: string, name: string, fqn: string}} entity */
function titleOf(page, { kind, name, fqn }) {
  return element(
    "header",
    { class: "detail-head" },
    element(
      "h2",
      { class: "detail-title", tabindex: -1 },
      element("span", { class: "kind" }, kind),
      " ",
      name,
    ),
    element("div", { class: "detail-actions" }, copyButton(page, "Copy FQN", fqn)),
  );
}

/** @param {string | null | undefined} description */
export function about(description) {
  return description ? described(description, { class: "description", heading: 4 }) : undefined;
}

/** What is sent to create it, without what is shown above. @param {Record<string, unknown>} entity */
function request({ description: _, ...values }) {
  return element(
    "section",
    { class: "detail-part" },
    element("h3", {}, "Create request"),
    element("dl", { class: "values" }, ...rowsOf(values)),
  );
}

/** Values deeper than this are shown as JSON. */
const maxDepth = 5;

/** @param {Record<string, unknown>} values @param {number} [depth] @returns {Node[]} */
function rowsOf(values, depth = 0) {
  return Object.entries(values).flatMap(([key, value]) => {
    if (value === undefined || value === null) return [];
    return [element("dt", {}, key), element("dd", {}, shownValue(value, depth))];
  });
}

/** @param {unknown} value @param {number} depth */
function shownValue(value, depth) {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (isObject && depth < maxDepth) {
    return element(
      "dl",
      { class: "values" },
      ...rowsOf(/** @type {Record<string, unknown>} */ (value), depth + 1),
    );
  }
  return element("code", {}, typeof value === "string" ? value : JSON.stringify(value));
}

/** @param {Page} page @param {string} title @param {string} text */
export function copyButton(page, title, text) {
  const button = element(
    "button",
    { type: "button", class: "quiet", title: text, "data-focus": title },
    title,
  );
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
      page.announce(`Copied ${text}`);
      button.textContent = "Copied";
      setTimeout(() => {
        button.textContent = title;
      }, 1500);
    } catch {
      // Browsers refuse it on pages without HTTPS, and where the user says so.
      page.announce("The browser does not let this page copy: select the text instead");
      button.textContent = "Not allowed";
    }
  });
  return button;
}
