/**
 * Measured times → Markdown tables, one row per reader, one column per document; and where they are put.
 */

/** @typedef {{reader: string, document: string, cell: string}} Figure */

/**
 * @param {string} corner the head of the first column
 * @param {Figure[]} figures in the order of rows and columns
 */
export function table(corner, figures) {
  const documents = [...new Set(figures.map(({ document }) => document))];
  const readers = [...new Set(figures.map(({ reader }) => reader))];
  const cells = new Map(figures.map(({ reader, document, cell }) => [`${reader}\0${document}`, cell]));
  const rows = readers.map((reader) => [
    reader,
    ...documents.map((document) => cells.get(`${reader}\0${document}`) ?? ""),
  ]);
  const lines = [[corner, ...documents], documents.map(() => "---:"), ...rows];
  lines[1]?.unshift("---");
  return lines.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/** A page with other content between its marks. @param {string} page @param {string} mark @param {string} content */
export function placed(page, mark, content) {
  const [begin, end] = [`<!-- ${mark} -->\n`, `<!-- end of ${mark} -->\n`];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) throw new Error(`the page has no place for ${mark}`);
  return `${before}${begin}${content}${end}${after}`;
}

/** The lower one of two. @param {number[]} values */
export function median(values) {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? 0;
}

/** Rounded: a shared machine measures no more digits. @param {number} ms */
export function time(ms) {
  return ms < 100 ? `${Number(ms.toPrecision(2))}` : `${Math.round(ms)}`;
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)}`;
}
