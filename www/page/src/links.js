/** Links to web and mail addresses. In: an address as it is written. Out: a link with its target, or text if it leads elsewhere. */
import { element } from "./dom.js";

/** @typedef {(Node | string | null)[]} Nodes `null` is where a paragraph ends */

/** Protocols of links. */
const protocols = ["http:", "https:", "mailto:"];

/** An address in a text, without the punctuation after it. */
const bareAddress = /(https?:\/\/[^\s<>"'`)\]}]*[\w/#=&%+~-])/;

/** A link with its target shown, or its content if it leads elsewhere. @param {string} target @param {Nodes} content @returns {Nodes} */
export function linked(target, content) {
  const to = webAddress(target);
  if (!to) return [...content, ` (${target})`];
  const inner = content.flatMap(unlinked);
  const text = inner.map(textOf).join("").trim();
  const made = anchor(to, text ? inner : [target]);
  if (text === target) return [made];
  return [made, " ", element("span", { class: "target" }, to.host || to.pathname)];
}

/** A link within a link is its text. @param {Node | string | null} node @returns {Nodes} */
function unlinked(node) {
  const { nodeName, className } = /** @type {HTMLElement} */ (node ?? {});
  if (nodeName === "A") return [textOf(node)];
  return className === "target" ? [] : [node];
}

/** @param {Node | string | null} node */
export function textOf(node) {
  return typeof node === "string" ? node : (node?.textContent ?? "");
}

/** An address that is written as text. @param {string} text @returns {Nodes} */
export function address(text) {
  const isMail = /^[^\s:/]+@[^\s/]+$/.test(text);
  const target = webAddress(isMail ? `mailto:${text}` : /^www\./i.test(text) ? `http://${text}` : text);
  return [target ? anchor(target, [text]) : text];
}

/** A text with its addresses as links. @param {string} text @returns {Nodes} */
export function withLinks(text) {
  return text.split(bareAddress).flatMap((part, at) => (at % 2 ? address(part) : [part]));
}

/** @param {string} text */
function webAddress(text) {
  const url = URL.parse ? URL.parse(text) : parsed(text);
  return url && protocols.includes(url.protocol) ? url : undefined;
}

/** `URL.parse` for browsers without it. @param {string} text */
function parsed(text) {
  return URL.canParse(text) ? new URL(text) : null;
}

/** @param {URL} target @param {Nodes} content */
function anchor({ href }, content) {
  return element("a", { href, rel: "noopener noreferrer", target: "_blank", title: href }, ...content);
}
