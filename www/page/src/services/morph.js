/**
 * Makes a tree of elements equal to a new one by changing only what differs, so that focus, selection, scroll positions,
 * open details and what was typed stay. Elements with `data-key` are recognized among their siblings.
 */

/** Gives an element these children. @param {Element} parent @param {Node[]} nodes */
export function fill(parent, nodes) {
  const fresh = document.createElement("div");
  fresh.append(...nodes);
  morphChildren(parent, fresh);
}

/** @param {Node} node */
function key(node) {
  return node instanceof HTMLElement ? node.dataset.key : undefined;
}

/** @param {Node} one @param {Node} other */
function isAlike(one, other) {
  return one.nodeName === other.nodeName && key(one) === key(other);
}

/** @param {Element} old @param {Element} fresh */
function morphAttributes(old, fresh) {
  for (const name of old.getAttributeNames()) {
    // The user opens and closes details.
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

/** @param {Element} old @param {Element} fresh */
function morphChildren(old, fresh) {
  const children = [...fresh.childNodes];
  const wanted = new Set(children.map(key));
  for (const child of [...old.children]) if (!wanted.has(key(child))) child.remove();
  const keyed = new Map([...old.children].map((child) => [key(child), child]));
  let next = old.firstChild;
  for (const child of children) {
    const own = key(child) === undefined ? next : keyed.get(key(child));
    if (!own || !isAlike(own, child)) old.insertBefore(child, next);
    else {
      if (own === next) next = next.nextSibling;
      else old.insertBefore(own, next);
      morphNode(own, child);
    }
  }
  while (next) {
    const rest = next;
    next = rest.nextSibling;
    rest.remove();
  }
}

/** @param {Node} old @param {Node} fresh */
function morphNode(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old instanceof Element && fresh instanceof Element) {
    morphAttributes(old, fresh);
    morphChildren(old, fresh);
  } else if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
}
