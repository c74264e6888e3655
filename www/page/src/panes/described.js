/** A text in Markdown as an element. The parser is loaded when it is first needed; until then the text is shown as it is. */
import { element } from "../dom.js";

/** The most characters of a text that is shown; longer ones are shown as they are written, and cut. */
const longest = 50_000;
const cut = "The text is longer: the document has all of it.";

/** @type {typeof import("../markdown.js").markdown | undefined} */
let markdown;

/** @type {Promise<void> | undefined} */
let loading;

/** Loads the parser. If that fails, texts stay as they are written, and the next text tries again. */
function load() {
  loading ??= import("../markdown.js").then(
    (module) => {
      markdown = module.markdown;
    },
    (error) => {
      loading = undefined;
      console.warn(`Descriptions are shown as they are written: ${error}`);
    },
  );
  return loading;
}

/**
 * @param {string} text
 * @param {{class?: string, heading?: number}} [options] the level of the text's first headings
 */
export function described(text, options = {}) {
  const made = element("div", { class: `markdown ${options.class ?? ""}` });
  if (text.length > longest) {
    made.append(
      element("p", { class: "source" }, `${text.slice(0, longest)} …`),
      element("p", { class: "hint" }, cut),
    );
    return made;
  }
  if (isPlain(text)) {
    made.append(element("p", {}, text));
  } else if (markdown) {
    made.append(...markdown(text, options));
  } else {
    made.append(element("p", { class: "source" }, text));
    load().then(() => markdown && made.replaceChildren(...markdown(text, options)));
  }
  return made;
}

/** Most texts are one sentence without any Markdown in it. @param {string} text */
function isPlain(text) {
  return /^[A-Za-z0-9][A-Za-z0-9 .,:;()'"/?-]*$/.test(text) && !/^\d+[.)] |www\.|:\/\//.test(text);
}
