/**
 * Lists whose elements stay over new answers. In: an element, items with keys, how one is made. Out: the element has
 * one child an item, in order; those with the same key and signature are the same elements as before.
 */

/** What an element was made of. @type {WeakMap<Element, {key: string, signature: string}>} */
const made = new WeakMap();

/**
 * @template T
 * @param {Element} list all of whose children this function makes
 * @param {T[]} items
 * @param {(item: T) => {key: string, signature: string}} identify
 * @param {(item: T, old: HTMLElement | undefined) => HTMLElement} make `old` is that of the same key, whose signature differs
 */
export function reconcile(list, items, identify, make) {
  const known = new Map([...list.children].map((child) => [made.get(child)?.key, child]));
  const focused = focusWithin(list);
  let next = list.firstElementChild;
  for (const item of items) {
    const { key, signature } = identify(item);
    const old = /** @type {HTMLElement | undefined} */ (known.get(key));
    const isSame = old !== undefined && made.get(old)?.signature === signature;
    const child = isSame ? old : make(item, old);
    made.set(child, { key, signature });
    known.delete(key);
    if (child === next) {
      next = next.nextElementSibling;
      continue;
    }
    if (old && old !== child) {
      if (old === next) next = old.nextElementSibling;
      old.remove();
    }
    list.insertBefore(child, next);
  }
  for (const rest of known.values()) rest.remove();
  restore(list, focused);
}

/** The keys from the list down to what has the focus, by which it is found again. @param {Element} list */
function focusWithin(list) {
  const active = document.activeElement;
  if (!active || !list.contains(active)) return undefined;
  const name = active.closest("[data-focus]")?.getAttribute("data-focus");
  const index = [...list.children].findIndex((child) => child.contains(active));
  return { active, name, index, key: made.get(/** @type {Element} */ (list.children[index]))?.key };
}

/** The focus stays with its item, or goes to the one that took its place. @param {Element} list @param {ReturnType<typeof focusWithin>} focused */
function restore(list, focused) {
  if (!focused || list.contains(focused.active)) {
    // An element that moved within the list has lost the focus.
    if (focused && document.activeElement !== focused.active)
      /** @type {HTMLElement} */ (focused.active).focus();
    return;
  }
  const children = [...list.children];
  const same =
    children.find((child) => made.get(child)?.key === focused.key) ??
    children[Math.min(focused.index, children.length - 1)];
  const targets = [...(same?.querySelectorAll("button, summary, a") ?? [])];
  const target = targets.find((node) => node.getAttribute("data-focus") === focused.name) ?? targets[0];
  /** @type {HTMLElement | undefined} */ (target)?.focus();
}
