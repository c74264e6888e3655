/**
 * Measured times → Markdown tables: one row per reader, one column per document.
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
