/**
 * The nodes of the tree of entities. In: a preview's service, collections, endpoints and what the filters leave out.
 * Out: a service with its collections with their endpoints; each has a key that stays over new answers.
 */

/** @typedef {import("metarest").EndpointRow} EndpointRow */
/** @typedef {import("metarest").Filtered} Filtered */
/** @typedef {import("metarest").CreateApiCollection} Collection */
/** @typedef {{name: string, description?: string | null}} Service */
/** @typedef {"service" | "collection" | "endpoint" | "filtered"} Kind */
/**
 * @typedef {object} TreeNode
 * @property {string} key
 * @property {Kind} kind
 * @property {string} label its name; of an endpoint, the path
 * @property {string} [method]
 * @property {string} summary the first line of its description
 * @property {number} index of its row, collection, or entry of `filtered`; -1 if there is none
 * @property {EndpointRow} [row]
 * @property {Filtered} [leftOut] the filter that leaves it out
 * @property {number} kept how many endpoints it has in the catalogue
 * @property {number} leftOutCount how many of its endpoints the filters leave out
 * @property {TreeNode} [parent]
 * @property {TreeNode[]} children
 * @property {string} [text] what a search looks at; made when it is first asked for
 */

/**
 * @param {{service: Service, collections: Collection[], rows: EndpointRow[], filtered: Filtered[]}} entities
 * @returns {TreeNode}
 */
export function treeOf({ service, collections, rows, filtered }) {
  const root = node({
    key: "service",
    kind: "service",
    label: service.name,
    summary: firstLine(service.description),
  });
  const groups = new Map(
    collections.map((collection, index) => [collection.name, collectionNode(collection, index)]),
  );
  const keys = /** @type {Map<string, number>} */ (new Map());
  for (const [index, row] of rows.entries()) {
    add(groupOf(groups, row.collection), endpointNode(row, index, keys));
  }
  for (const [index, entry] of filtered.entries()) {
    add(groupOf(groups, entry.collection), filteredNode(entry, index, keys));
  }
  for (const group of groups.values()) add(root, settled(group));
  return root;
}

/** @param {Partial<TreeNode> & Pick<TreeNode, "key" | "kind" | "label">} given @returns {TreeNode} */
function node(given) {
  return { summary: "", index: -1, kept: 0, leftOutCount: 0, children: [], ...given };
}

/** @param {Collection} collection @param {number} index */
function collectionNode({ name, displayName, description }, index) {
  const label = displayName || name;
  return node({
    key: `collection ${name}`,
    kind: "collection",
    label,
    summary: firstLine(description),
    index,
  });
}

/** The collection of that name; one that is not in the catalogue has only endpoints that are left out. @param {Map<string, TreeNode>} groups @param {string} name */
function groupOf(groups, name) {
  const known = groups.get(name);
  if (known) return known;
  const made = node({ key: `collection ${name}`, kind: "collection", label: name });
  groups.set(name, made);
  return made;
}

/** @param {EndpointRow} row @param {number} index @param {Map<string, number>} keys */
function endpointNode(row, index, keys) {
  const { collection, method, path: label, summary = "" } = row;
  const key = unique(`endpoint ${collection} ${method ?? ""} ${label}`, keys);
  return node({ key, kind: "endpoint", label, method, summary, index, row, kept: 1 });
}

/** @param {Filtered} leftOut @param {number} index @param {Map<string, number>} keys */
function filteredNode(leftOut, index, keys) {
  const { collection, method, path: label } = leftOut;
  const key = unique(`filtered ${collection} ${method ?? ""} ${label}`, keys);
  return node({ key, kind: "filtered", label, method, index, leftOut, leftOutCount: 1 });
}

/** Names may repeat, keys may not. @param {string} key @param {Map<string, number>} keys */
function unique(key, keys) {
  const before = keys.get(key) ?? 0;
  keys.set(key, before + 1);
  return before === 0 ? key : `${key} ${before}`;
}

/** @param {TreeNode} parent @param {TreeNode} child */
function add(parent, child) {
  child.parent = parent;
  parent.children.push(child);
  parent.kept += child.kept;
  parent.leftOutCount += child.leftOutCount;
}

/** A collection without an endpoint that is kept is left out itself. @param {TreeNode} group */
function settled(group) {
  const [first] = group.children;
  if (group.kept === 0 && first?.leftOut) group.leftOut = first.leftOut;
  return group;
}

/** A description's first line, without Markdown's emphasis. @param {string | null | undefined} text */
function firstLine(text) {
  return ((text ?? "").trimStart().split("\n", 1)[0] ?? "").replaceAll("**", "");
}

/** What leaves an entity out: for people. @param {Filtered} leftOut */
export function reasonOf({ pattern }) {
  return pattern === undefined ? { text: "no pattern of includes", pattern } : { text: "excludes", pattern };
}
