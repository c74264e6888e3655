/**
 * Splits a config file with several YAML documents: each is a config of its own. Lines keep their numbers, and a changed
 * document is put back into its file.
 */

/** A line that begins a document, and one that ends one. A text in YAML cannot contain either at the start of a line. */
const begins = /^---(?=\s|$)/;
const ends = /^\.\.\.(?=\s|$)/;

/**
 * The documents of a file: their texts in order, which together are the whole text. What has only comments belongs to
 * a document beside it.
 *
 * @param {string} text @returns {string[]}
 */
export function split(text) {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const parts = /** @type {string[][]} */ ([[]]);
  let [isClosed, isFull] = [false, false];
  for (const line of lines) {
    const isContent = hasContent(line);
    if (isFull && (begins.test(line) || (isClosed && isContent))) {
      parts.push([]);
      [isClosed, isFull] = [false, false];
    }
    parts.at(-1)?.push(line);
    isClosed ||= ends.test(line);
    isFull ||= isContent;
  }
  const empty = !isFull && parts.length > 1 ? (parts.pop() ?? []) : [];
  parts.at(-1)?.push(...empty);
  return parts.map((part) => part.join(""));
}

/** Whether a line is more than blanks, a comment, a directive or a mark. @param {string} line */
function hasContent(line) {
  const content = line.replace(begins, "").replace(ends, "").replace("\ufeff", "").trim();
  return content !== "" && !content.startsWith("#") && !line.startsWith("%");
}

/** The documents of one file that has several. */
export class Parts {
  #texts;
  #paddings;

  /** @param {string[]} texts */
  constructor(texts) {
    this.#texts = [...texts];
    let lines = 0;
    this.#paddings = texts.map((text) => {
      const padding = "\n".repeat(lines);
      lines += text.split("\n").length - 1;
      return padding;
    });
  }

  /** The documents as texts whose lines have the numbers that they have in the file. */
  padded() {
    return this.#texts.map((text, at) => this.#paddings[at] + text);
  }

  /** A padded text as it is in the file. @param {number} at which document @param {string} padded */
  plain(at, padded) {
    return padded.slice(this.#paddings[at]?.length);
  }

  /** The text of the whole file with one document changed; later changes keep it. @param {number} at @param {string} padded */
  changed(at, padded) {
    this.#texts[at] = this.plain(at, padded);
    return this.#texts.join("");
  }
}
