/**
 * Finds fields by their names where there are many. In: fields, what shows them. Out: an input above that; what it finds is
 * shown instead while something is written.
 */
import { counted, element } from "../../dom.js";
import { countOf, nameAndType } from "./fields.js";

/** @typedef {import("metarest").Field} Field */

/** With fewer fields they are found by looking. */
const few = 24;
/** The most that are shown; the others are counted. */
const most = 100;

/**
 * @param {Field[]} fields
 * @param {Node} tree what shows them
 * @param {string} part what they are of, as `body`
 * @param {Map<string, string>} queries what was written, by the part
 * @returns {Node}
 */
export function withFinder(fields, tree, part, queries) {
  if (countOf(fields, few) < few) return tree;
  const input = element("input", {
    ...{ type: "search", class: "field-search", placeholder: "Find a field", autocomplete: "off" },
    ...{ "aria-label": `Find a field of the ${part}`, "data-focus": `find ${part}`, spellcheck: "false" },
  });
  const count = element("p", { class: "hint", role: "status" });
  const found = element("ul", { class: "fields found" });
  const whole = element("div", {}, tree);
  const show = () => {
    const query = input.value.trim().toLowerCase();
    queries.set(part, input.value);
    whole.hidden = query !== "";
    found.hidden = count.hidden = query === "";
    const matches = query === "" ? [] : matching(fields, query);
    count.textContent = `${counted(matches.length, "field")}${matches.length > most ? `, the first ${most}` : ""}`;
    found.replaceChildren(...matches.slice(0, most).map(row));
  };
  input.value = queries.get(part) ?? "";
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || input.value === "") return;
    event.preventDefault();
    input.value = "";
    show();
  });
  show();
  return element("div", {}, input, count, found, whole);
}

/** @typedef {{path: string[], field: Field}} Match */

/**
 * The fields with a part of their name, in order; `user.name` finds each `name` that is directly below a `user`.
 *
 * @param {Field[]} fields @param {string} query @returns {Match[]}
 */
function matching(fields, query) {
  const found = /** @type {Match[]} */ ([]);
  const names = namesOf(query);
  const none = /** @type {string[]} */ ([]);
  const open = fields.map((field) => ({ path: none, way: none, field })).reverse();
  for (let next = open.pop(); next; next = open.pop()) {
    const { field } = next;
    const path = [...next.path, field.name];
    const way = [...next.way, ...namesOf(field.name)];
    if (field.name.toLowerCase().includes(query) || isBelow(way, names)) found.push(next);
    open.push(...(field.children ?? []).map((child) => ({ path, way, field: child })).reverse());
  }
  return found;
}

/** The names of a way, in small letters; a name that has dots is several. @param {string} way */
function namesOf(way) {
  return way
    .toLowerCase()
    .split(/\s*[.›>/]\s*/)
    .filter(Boolean);
}

/** Whether a way of names ends with these parts of names. @param {string[]} way @param {string[]} names */
function isBelow(way, names) {
  if (names.length === 0 || names.length > way.length) return false;
  const end = way.slice(-names.length);
  return names.every((name, at) => end[at]?.includes(name));
}

/** @param {Match} match */
function row({ path, field }) {
  const [name, type] = nameAndType(field);
  const way = path.length > 0 ? element("span", { class: "path" }, `${path.join(" › ")} › `) : "";
  const head = element("div", { class: "head" }, way, name ?? "", " ", type ?? "");
  return element("li", { class: "field" }, head);
}
