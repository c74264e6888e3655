/** What the details show of an endpoint. In: its details, as the core gives them. Out: nodes. */
import { element, prose } from "../../dom.js";
import { placeButton, placeName, readable } from "../place.js";
import { withFinder } from "./field_finder.js";
import { fieldTree } from "./fields.js";
import { fqnOf } from "./fqn.js";
import { requestOf, responsesOf } from "./parts.js";
import { lossCount, methodOf } from "./row.js";
import { about, copyButton } from "./views.js";

/** @typedef {import("metarest").EndpointDetails} EndpointDetails */
/** @typedef {import("metarest").Field} Field */
/** @typedef {import("../../page.js").Page} Page */
/** @typedef {{page: Page, opened: Map<string, boolean>, queries: Map<string, string>}} Context */

/** @type {Record<string, string>} */
const locationTitles = {
  path: "Path parameters",
  query: "Query parameters",
  header: "Header parameters",
  cookie: "Cookie parameters",
};

/** @param {EndpointDetails} details @param {Context} context */
export function endpointView(details, context) {
  const { entity, losses } = details;
  return [
    head(details, context.page),
    about(entity.description),
    ...parameters(details, context),
    body(details, context),
    response(details, context),
    ...lossLists(losses, context.page),
  ];
}

/** @param {EndpointDetails} details @param {Page} page */
function head({ entity, place }, page) {
  const { requestMethod, displayName, name, apiCollection, endpointURL } = entity;
  const fqn = `${apiCollection}.${fqnOf(name)}`;
  const title = element(
    "h2",
    { class: "detail-title", tabindex: -1 },
    methodOf(requestMethod),
    " ",
    element("span", { class: "path" }, displayName || name),
  );
  const actions = element(
    "div",
    { class: "detail-actions" },
    placeButton(page, place, "Show in document", { class: "quiet", "data-focus": "place" }),
    copyButton(page, "Copy path", displayName || name),
    copyButton(page, "Copy FQN", fqn),
  );
  const names = element("dl", { class: "values" }, ...pair("FQN", fqn), ...pair("Address", endpointURL));
  return element("header", { class: "detail-head" }, title, actions, names);
}

/** @param {string} title @param {string | undefined} value */
function pair(title, value) {
  return value ? [element("dt", {}, title), element("dd", {}, element("code", {}, value))] : [];
}

/** @param {EndpointDetails} details @param {Context} context */
function parameters(details, context) {
  return requestOf(details).groups.map(({ location, parameters }) => {
    const places = new Map(parameters.map(({ field, place }) => [field, place]));
    const fields = parameters.map(({ field }) => field);
    const aside = (/** @type {Field} */ field) => {
      const place = places.get(field);
      const label = `Show the parameter ${field.name} in the document`;
      return place && placeButton(context.page, place, "Show", { "aria-label": label, "data-focus": label });
    };
    return section(locationTitles[location] ?? location, [
      fieldTree(fields, context.opened, location, aside),
    ]);
  });
}

/** @param {EndpointDetails} details @param {Context} context */
function body(details, { page, opened, queries }) {
  const { body, bodyPlace } = requestOf(details);
  if (body.length === 0 && !bodyPlace) return undefined;
  const label = "Show the body in the document";
  const show =
    bodyPlace && placeButton(page, bodyPlace, "Show", { "aria-label": label, "data-focus": label });
  return section("Body", [fieldsOf(body, "body", { opened, queries })], show);
}

/** @param {EndpointDetails} details @param {Context} context */
function response(details, { page, opened, queries }) {
  const fields = details.entity.responseSchema.schemaFields;
  const places = responsesOf(details);
  const buttons = places.map((place) => {
    const label = `Show the response ${place.name} in the document`;
    return placeButton(page, place, place.name ?? "–", { "aria-label": label, "data-focus": label });
  });
  const inDocument = element("p", { class: "responses hint" }, "In the document: ", ...buttons);
  const content = fieldsOf(fields, "response", { opened, queries });
  return section("Response", [places.length > 0 ? inDocument : undefined, content]);
}

/** @param {Field[]} fields @param {string} part @param {Pick<Context, "opened" | "queries">} kept */
function fieldsOf(fields, part, { opened, queries }) {
  if (fields.length === 0) return element("p", { class: "hint" }, "No fields.");
  return withFinder(fields, fieldTree(fields, opened, part), part, queries);
}

/** Losses beyond this number are counted, not shown. */
const mostLosses = 100;

/** What is lost, and apart from it what settings leave out. @param {import("metarest").Loss[]} losses @param {Page} page */
function lossLists(losses, page) {
  const policies = page.model.preview?.reasons.filter(({ policy }) => policy).map(({ reason }) => reason);
  const isLeftOut = (/** @type {import("metarest").Loss} */ { reason }) => policies?.includes(reason);
  const leftOut = losses.filter(isLeftOut);
  const lost = losses.filter((loss) => !isLeftOut(loss));
  return [
    lost.length > 0 ? lossList(lossCount(lost.length), lost, page) : undefined,
    leftOut.length > 0 ? lossList(`${leftOut.length} left out by settings`, leftOut, page) : undefined,
  ];
}

/** @param {string} title @param {import("metarest").Loss[]} losses @param {Page} page */
function lossList(title, losses, page) {
  const shown = losses.slice(0, mostLosses);
  const keyOf = (/** @type {import("metarest").Loss} */ { reason, help }) => `${reason} ${help}`;
  const keys = [...new Set(shown.map(keyOf))];
  const items = keys.map((key) =>
    lossesOf(
      shown.filter((loss) => keyOf(loss) === key),
      page,
    ),
  );
  const rest = losses.length - shown.length;
  const more =
    rest > 0 && element("p", { class: "hint" }, `and ${rest.toLocaleString("en")} more: Losses has them all`);
  return section(title, [element("ul", { class: "loss-list" }, ...items), more || undefined]);
}

/** Those of one reason, and what to do about them. @param {import("metarest").Loss[]} losses @param {Page} page */
function lossesOf(losses, page) {
  const [first] = losses;
  const places = losses.map((loss) =>
    element(
      "li",
      {},
      element("p", {}, ...prose(loss.message)),
      element(
        "p",
        {},
        placeButton(page, loss, placeName(page, loss)),
        " ",
        element("code", { class: "pointer" }, readable(loss.pointer)),
      ),
    ),
  );
  return element(
    "li",
    {},
    element("p", {}, element("strong", { class: "reason" }, first?.reason.replaceAll("-", " "))),
    element("ul", {}, ...places),
    element("p", { class: "hint" }, "What to do: ", ...prose(first?.help ?? ""), "."),
  );
}

/** @param {string} title @param {(Node | undefined)[]} content @param {Node} [action] */
function section(title, content, action) {
  return element(
    "section",
    { class: "detail-part" },
    element("div", { class: "part-head" }, element("h3", {}, title), action),
    ...content,
  );
}
