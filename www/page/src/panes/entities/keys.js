/** The keys of the tree: what each does, and how typed letters find a row. */

/** @typedef {import("./search.js").Shown} Shown */
/** @typedef {"down" | "up" | "first" | "last" | "pageDown" | "pageUp" | "right" | "left" | "openSiblings" | "enter"} Action */

/** Milliseconds after which typing begins anew. */
const pause = 800;

/** @type {Record<string, Action>} */
const actions = {
  ArrowDown: "down",
  ArrowUp: "up",
  Home: "first",
  End: "last",
  PageDown: "pageDown",
  PageUp: "pageUp",
  ArrowRight: "right",
  ArrowLeft: "left",
  "*": "openSiblings",
  Enter: "enter",
  " ": "enter",
};

/**
 * What a key does; `undefined` if it is not the tree's.
 *
 * @param {KeyboardEvent} event
 * @param {boolean} isTyping a space belongs to what is typed
 * @returns {Action | "type" | undefined}
 */
export function keyOf({ key, altKey, ctrlKey, metaKey }, isTyping) {
  if (altKey || ctrlKey || metaKey) return undefined;
  const action = key === " " && isTyping ? undefined : actions[key];
  if (action) return action;
  return [...key].length === 1 ? "type" : undefined;
}

/** Finds the next row whose name, path, or method and path begin with what was typed; otherwise one that contains it. */
export function typeAhead() {
  let typed = "";
  let last = Number.NEGATIVE_INFINITY;
  const isOpen = () => typed !== "" && performance.now() - last < pause;
  return {
    isOpen,
    /** @param {string} letter @param {number} at @param {Shown[]} shown */
    find(letter, at, shown) {
      typed = (isOpen() ? typed : "") + letter.toLowerCase();
      last = performance.now();
      // The same letter again goes on to the next; a longer text may stay.
      const isRepeated = [...typed].every((other) => other === letter.toLowerCase());
      const text = isRepeated ? letter.toLowerCase() : typed;
      const start = isRepeated ? at + 1 : at;
      const order = shown.map((_, offset) => (start + offset) % shown.length);
      const begins = (/** @type {string} */ name) => name.startsWith(text);
      const found = order.find((index) => namesOf(shown[index]).some(begins));
      return found ?? order.find((index) => namesOf(shown[index]).some((name) => name.includes(text))) ?? -1;
    },
  };
}

/** @param {Shown | undefined} shown */
function namesOf(shown) {
  if (!shown) return [];
  const label = shown.node.label.toLowerCase();
  const method = shown.node.method?.toLowerCase();
  return [label, label.replace(/^\//, ""), ...(method ? [`${method} ${label}`] : [])];
}
