/**
 * A tree of fields: name, type, facts and description of each. The fields below one are made when it is opened, long
 * lists grow on request.
 */
import { counted, element } from "../../dom.js";
import { described } from "../described.js";

/** @typedef {import("metarest").Field} Field */

/** Fields that are shown at once. */
const step = 100;

/** With fewer fields than this, all are open at first. */
const openLimit = 24;

/**
 * @param {Field[]} fields
 * @param {Map<string, boolean>} opened what the user opened and closed, by the paths of fields
 * @param {string} path of the list
 * @param {(field: Field) => Node | undefined} [aside] what else a field of the first level shows
 */
export function fieldTree(fields, opened, path, aside) {
  const isSmall = countOf(fields, openLimit) < openLimit;
  return list(fields, { opened, isSmall, aside }, path);
}

/** @typedef {{opened: Map<string, boolean>, isSmall: boolean, aside?: (field: Field) => Node | undefined}} Context */

/** @param {Field[]} fields @param {Context} context @param {string} path */
function list(fields, context, path) {
  const made = element("ul", { class: "fields" });
  grow(made, fields, context, path);
  return made;
}

/** @param {Field} field */
export function nameAndType({ name, dataType, dataTypeDisplay }) {
  return [
    element("code", { class: "name" }, name),
    element("span", { class: "type" }, dataTypeDisplay ?? dataType.toLowerCase()),
  ];
}

/** @param {HTMLElement} made @param {Field[]} fields @param {Context} context @param {string} path */
function grow(made, fields, context, path) {
  const from = made.childElementCount;
  made.append(...fields.slice(from, from + step).map((field) => item(field, context, path)));
  const rest = fields.length - from - step;
  if (rest <= 0) return;
  const more = element(
    "button",
    { type: "button", class: "quiet" },
    `Show ${Math.min(rest, step)} more of ${fields.length}`,
  );
  const last = element("li", { class: "more" }, more);
  more.addEventListener("click", () => {
    last.remove();
    const at = made.childElementCount;
    grow(made, fields, context, path);
    focusOn(/** @type {HTMLElement | null} */ (made.children[at] ?? null));
  });
  made.append(last);
}

/** The button is gone, so the focus goes to what it brought. @param {HTMLElement | null} row */
function focusOn(row) {
  const target = row?.querySelector("summary") ?? row;
  if (target === row) row?.setAttribute("tabindex", "-1");
  target?.focus();
}

/** @param {Field} field @param {Context} context @param {string} path */
function item(field, context, path) {
  const { facts, text } = factsOf(field.description ?? "");
  const head = [
    ...nameAndType(field),
    ...facts.map((fact) => element("span", { class: `fact ${fact}` }, fact)),
    context.aside?.(field),
  ].flatMap((part) => (part ? [part, " "] : []));
  const about = text ? described(text, { class: "about", heading: 5 }) : undefined;
  const children = field.children ?? [];
  if (children.length === 0)
    return element("li", { class: "field" }, element("div", { class: "head" }, ...head), about);
  return element("li", { class: "field" }, branch(head, about, children, context, `${path}/${field.name}`));
}

/** @param {(Node | string)[]} head @param {Node | undefined} about @param {Field[]} children @param {Context} context @param {string} path */
function branch(head, about, children, context, path) {
  const count = element("span", { class: "count" }, counted(children.length, "field"));
  const open = context.opened.get(path) ?? context.isSmall;
  const summary = element("summary", { class: "head", "data-focus": path }, ...head, count);
  const details = element("details", { open }, summary, about);
  const build = () => {
    if (details.open && !details.querySelector(":scope > .fields")) {
      details.append(list(children, { ...context, aside: undefined }, path));
    }
  };
  build();
  details.addEventListener("toggle", () => {
    // The event also comes after the element was made open.
    if (details.open !== (context.opened.get(path) ?? context.isSmall))
      context.opened.set(path, details.open);
    build();
  });
  return details;
}

/** The number of fields on all levels, or as soon as it is reached, a limit or more. @param {Field[]} fields @param {number} limit @returns {number} */
export function countOf(fields, limit) {
  let count = 0;
  for (const { children = [] } of fields) {
    count += 1 + countOf(children, limit - count - 1);
    if (count >= limit) return count;
  }
  return count;
}

/** Facts that are shown as labels. */
const labels = ["required", "deprecated"];

/**
 * The labels of a description, and the rest of it. The core writes what it knows of a field as its last paragraph:
 * `required; deprecated; default …`.
 *
 * @param {string} description
 */
function factsOf(description) {
  const paragraphs = description.split("\n\n");
  const last = (paragraphs.at(-1) ?? "").split("; ");
  const facts = [];
  while (labels.includes(last[0] ?? "")) facts.push(/** @type {string} */ (last.shift()));
  if (facts.length === 0) return { facts, text: description };
  const text = [...paragraphs.slice(0, -1), last.join("; ")].filter(Boolean).join("\n\n");
  return { facts, text };
}
