/**
 * What the fields of an endpoint are. In: an endpoint's details. Out: its parameters by where they are, its body, and
 * its response, each with their places in the document.
 *
 * The catalogue has one list of fields for a request: those of the body, then records of parameters; without a body,
 * the parameters of path and query are at the top.
 */

/** @typedef {import("metarest").EndpointDetails} EndpointDetails */
/** @typedef {import("metarest").Field} Field */
/** @typedef {import("metarest").PartReport} Part */
/** @typedef {"path" | "query" | "header" | "cookie"} Location */
/** @typedef {{field: Field, place: Part | undefined}} Parameter */
/** @typedef {{location: Location, parameters: Parameter[]}} Group */

/** @type {Location[]} */
const locations = ["path", "query", "header", "cookie"];

/** @param {EndpointDetails} details */
export function requestOf({ entity, parts }) {
  const all = entity.requestSchema.schemaFields;
  const records = new Map(locations.map((location) => [location, all.find(isRecordOf(location))]));
  const others = all.filter((field) => ![...records.values()].includes(field));
  const places = parts.filter(({ part }) => part === "parameter");
  const isBody = hasBody(records, others, parts);
  const groups = locations.map((location) => {
    const own = places.filter((part) => locationOf(part) === location);
    const top = isBody ? [] : others.filter((field) => placeAtTop(field, places) === location);
    const fields = [...top, ...(records.get(location)?.children ?? [])];
    return { location, parameters: fields.map((field) => ({ field, place: partOf(field, own) })) };
  });
  return {
    groups: groups.filter(({ parameters }) => parameters.length > 0),
    body: isBody ? others : [],
    bodyPlace: parts.find(({ part }) => part === "body"),
  };
}

/** The responses in the document, in its order. @param {EndpointDetails} details */
export function responsesOf({ parts }) {
  return parts.filter(({ part }) => part === "response");
}

/** @param {Location} location @returns {(field: Field) => boolean} */
function isRecordOf(location) {
  return ({ name, dataType }) => name === `${location} parameters` && dataType === "RECORD";
}

/**
 * Whether the fields at the top are those of a body, not parameters.
 *
 * @param {Map<Location, Field | undefined>} records @param {Field[]} others @param {Part[]} parts
 */
function hasBody(records, others, parts) {
  if (records.get("path") || records.get("query")) return true;
  const names = parts.filter(({ part }) => part === "parameter").map(({ name }) => name);
  return parts.some(({ part }) => part === "body") && !others.every(({ name }) => names.includes(name));
}

/** Where a parameter at the top is: in the query, if nothing says that it is in the path. @param {Field} field @param {Part[]} places @returns {Location} */
function placeAtTop({ name }, places) {
  return places.some((part) => part.name === name && part.in === "path") ? "path" : "query";
}

/** `querystring` is a part of the query. @param {Part} part */
function locationOf(part) {
  return part.in === "querystring" ? "query" : part.in;
}

/** @param {Field} field @param {Part[]} parts */
function partOf({ name }, parts) {
  return parts.find((part) => part.name === name);
}
