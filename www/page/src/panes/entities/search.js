/** Which nodes of the tree are shown. In: the tree, what is open, what is searched. Out: the visible nodes in order. */

/** @typedef {import("./nodes.js").TreeNode} TreeNode */
/** @typedef {{node: TreeNode, level: number, position: number, size: number}} Shown a node, and where it is among its siblings */
/** @typedef {(node: TreeNode) => boolean} Test */

const methods = new Set([
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "CONNECT",
  "OPTIONS",
  "TRACE",
  "QUERY",
]);

/**
 * Whether an endpoint has every word in its method, path, collection or summary; a method in capitals is that method
 * only. `undefined` if there is no word.
 *
 * @param {string} query @returns {Test | undefined}
 */
export function matcher(query) {
  const written = query.split(/\s+/).filter(Boolean);
  if (written.length === 0) return undefined;
  const method = written.find((word) => methods.has(word));
  const words = written.filter((word) => word !== method).map((word) => word.toLowerCase());
  return (node) => (!method || node.method === method) && words.every((word) => textOf(node).includes(word));
}

/** The words of a search that are looked for in a text. @param {string} query */
export function wordsOf(query) {
  return query
    .split(/\s+/)
    .filter((word) => word && !methods.has(word))
    .map((word) => word.toLowerCase());
}

/** @param {TreeNode} node */
function textOf(node) {
  node.text ??=
    `${node.method ?? ""} ${node.label} ${node.parent?.label ?? ""} ${node.summary}`.toLowerCase();
  return node.text;
}

/**
 * The visible nodes, and how many endpoints there are.
 *
 * @param {TreeNode} root
 * @param {{isOpen: Test, matches?: Test, withLeftOut: boolean}} options
 */
export function visible(root, { isOpen, matches, withLeftOut }) {
  const shown = /** @type {Shown[]} */ ([{ node: root, level: 1, position: 1, size: 1 }]);
  const groups = root.children
    .map((group) => ({
      group,
      endpoints: group.children.filter((node) => isWanted(node, matches, withLeftOut)),
    }))
    .filter(({ group, endpoints }) => endpoints.length > 0 || (!matches && isEmptyButKept(group)));
  const found = groups.reduce((sum, { endpoints }) => sum + endpoints.length, 0);
  if (!isOpen(root)) return { shown, found };
  for (const [at, { group, endpoints }] of groups.entries()) {
    shown.push({ node: group, level: 2, position: at + 1, size: groups.length });
    if (!isOpen(group)) continue;
    for (const [at, node] of endpoints.entries()) {
      shown.push({ node, level: 3, position: at + 1, size: endpoints.length });
    }
  }
  return { shown, found };
}

/** @param {TreeNode} node @param {Test | undefined} matches @param {boolean} withLeftOut */
function isWanted(node, matches, withLeftOut) {
  return (withLeftOut || !node.leftOut) && (!matches || matches(node));
}

/** A collection of the catalogue, even if all of its endpoints are hidden. @param {TreeNode} group */
function isEmptyButKept(group) {
  return !group.leftOut;
}
