/**
 * Shows the entities as a tree: collections, their endpoints, and the fields of request and response.
 *
 * The report's entities are OpenMetadata's create requests. The content of an endpoint is created when it is opened.
 */
import { counted, element, prose } from "./dom.js";

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} [displayName]
 * @property {string} dataType
 * @property {string} [dataTypeDisplay]
 * @property {string} [description]
 * @property {Field[]} [children]
 */
/** @typedef {{schemaFields?: Field[]}} Schema */
/**
 * @typedef {object} Endpoint
 * @property {string} name
 * @property {string} [displayName]
 * @property {string} [description]
 * @property {string} apiCollection the collection's FQN
 * @property {string} [endpointURL]
 * @property {string} [requestMethod]
 * @property {Schema} [requestSchema]
 * @property {Schema} [responseSchema]
 */
/** @typedef {{name: string, displayName?: string, description?: string, service: string}} Collection */
/** @typedef {{collection: Collection, endpoints: Endpoint[]}} Group */

/** With fewer endpoints than this, all collections are open at first. */
const openLimit = 60;

/**
 * Collections in their order, each with its endpoints.
 *
 * @param {Collection[]} collections
 * @param {Endpoint[]} endpoints
 * @returns {Group[]}
 */
export function grouped(collections, endpoints) {
  const groups = new Map(collections.map((collection) => [fqn(collection), group(collection)]));
  for (const endpoint of endpoints) {
    const known = groups.get(endpoint.apiCollection) ?? group({ name: endpoint.apiCollection, service: "" });
    groups.set(endpoint.apiCollection, known);
    known.endpoints.push(endpoint);
  }
  return [...groups.values()];
}

/** @param {Collection} collection @returns {Group} */
function group(collection) {
  return { collection, endpoints: [] };
}

/** OpenMetadata quotes a part of an FQN that has a dot. @param {Collection} collection */
function fqn({ service, name }) {
  return [service, name].map((part) => (part.includes(".") ? `"${part}"` : part)).join(".");
}

/**
 * The endpoints that contain every word of the filter, in their groups; empty groups are omitted.
 *
 * @param {Group[]} groups
 * @param {string} filter
 */
export function filtered(groups, filter) {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groups;
  return groups
    .map(({ collection, endpoints }) => ({
      collection,
      endpoints: endpoints.filter((endpoint) => {
        const text = [collection.name, path(endpoint), method(endpoint), endpoint.description]
          .join(" ")
          .toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ endpoints }) => endpoints.length > 0);
}

/** @param {Group[]} groups */
export function endpointCount(groups) {
  return groups.reduce((sum, { endpoints }) => sum + endpoints.length, 0);
}

/** The tree. @param {Group[]} groups */
export function tree(groups) {
  const open = endpointCount(groups) < openLimit;
  return groups.map(({ collection, endpoints }) =>
    disclosure(
      { class: "collection", open },
      [
        element("h3", {}, collection.displayName ?? collection.name),
        element("span", { class: "count" }, counted(endpoints.length, "endpoint")),
        collection.description
          ? element("span", { class: "about" }, firstLine(collection.description))
          : undefined,
      ],
      () => [element("ul", { class: "endpoints" }, ...endpoints.map(endpointItem))],
    ),
  );
}

/** @param {Endpoint} endpoint */
function endpointItem(endpoint) {
  const head = [
    element("span", { class: "method" }, method(endpoint)),
    element("code", { class: "path" }, path(endpoint)),
    endpoint.description ? element("span", { class: "about" }, firstLine(endpoint.description)) : undefined,
  ];
  return element(
    "li",
    {},
    disclosure({ class: "endpoint" }, head, () => endpointBody(endpoint)),
  );
}

/** @param {Endpoint} endpoint */
function endpointBody({ description, endpointURL, requestSchema, responseSchema }) {
  return [
    description ? element("p", { class: "description" }, description) : undefined,
    endpointURL ? element("p", { class: "url" }, element("code", {}, endpointURL)) : undefined,
    schema("Request", requestSchema),
    schema("Response", responseSchema),
  ];
}

/** @param {string} title @param {Schema | undefined} shape */
function schema(title, shape) {
  const fields = shape?.schemaFields ?? [];
  const list = fields.length ? fieldList(fields) : element("p", { class: "none" }, "no fields");
  return element("section", { class: "schema" }, element("h4", {}, title), list);
}

/** @param {Field[]} fields @returns {HTMLElement} */
function fieldList(fields) {
  return element("ul", { class: "fields" }, ...fields.map((field) => element("li", {}, fieldItem(field))));
}

/** @param {Field} field */
function fieldItem(field) {
  const head = [
    element("code", { class: "name" }, field.displayName ?? field.name),
    element("span", { class: "type" }, field.dataTypeDisplay ?? field.dataType),
    field.description
      ? element("span", { class: "about" }, ...prose(firstLine(field.description)))
      : undefined,
  ];
  const children = field.children ?? [];
  if (children.length === 0) return element("div", { class: "field" }, ...head);
  return disclosure({ class: "field" }, head, () => [fieldList(children)]);
}

/**
 * A disclosure whose content is created when it is first opened.
 *
 * @param {Record<string, string | boolean>} attributes
 * @param {(Node | undefined)[]} head
 * @param {() => (Node | undefined)[]} content
 */
function disclosure(attributes, head, content) {
  const details = element("details", attributes, element("summary", {}, ...head));
  const build = () => details.append(...content().filter((node) => node !== undefined));
  if (details.open) build();
  else details.addEventListener("toggle", build, { once: true });
  return details;
}

/** @param {Endpoint} endpoint */
function method({ requestMethod }) {
  return requestMethod ?? "–";
}

/** @param {Endpoint} endpoint */
function path({ displayName, name }) {
  return displayName || name;
}

/** A description's first line, without Markdown's emphasis. @param {string} text */
function firstLine(text) {
  return (text.trimStart().split("\n", 1)[0] ?? "").replaceAll("**", "");
}
