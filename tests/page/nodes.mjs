/** A document without a browser, for modules that make nodes: these write themselves as HTML. */

/** What the tests do not look at, as it is the same everywhere. */
const constant = ["rel", "target", "title", "tabindex"];

class TestNode {
  /** @type {(TestNode | TestText)[]} */
  childNodes = [];
  /** @type {Record<string, string>} */
  attributes = {};

  /** @param {string} name */
  constructor(name) {
    this.nodeName = name.toUpperCase();
  }

  /** @param {string} name @param {string} value */
  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  get className() {
    return this.attributes.class ?? "";
  }

  /** @param {(TestNode | TestText | string)[]} nodes */
  append(...nodes) {
    for (const node of nodes) this.childNodes.push(typeof node === "string" ? new TestText(node) : node);
  }

  /** @returns {string} */
  get textContent() {
    return this.childNodes.map((node) => node.textContent).join("");
  }

  /** @returns {string} */
  toString() {
    const name = this.nodeName.toLowerCase();
    const attributes = Object.entries(this.attributes).filter(([key]) => !constant.includes(key));
    const start = `<${name}${attributes.map(([key, value]) => ` ${key}="${value}"`).join("")}>`;
    return ["br", "hr"].includes(name) ? start : `${start}${this.childNodes.join("")}</${name}>`;
  }
}

class TestText {
  nodeName = "#text";

  /** @param {string} textContent */
  constructor(textContent) {
    this.textContent = textContent;
  }

  toString() {
    return this.textContent.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  }
}

/** Makes `document` such a one. */
export function setDocument() {
  const createElement = (/** @type {string} */ name) => new TestNode(name);
  Object.assign(globalThis, { document: { createElement } });
}
