/**
 * Values as text, as people and tools write documents: indented JSON, and YAML in blocks.
 */

/** @typedef {null | boolean | number | string | Value[] | {[key: string]: Value}} Value */

/** @param {Value} value */
export function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** @param {Value} value @returns {string} */
export function yaml(value) {
  const lines = /** @type {string[]} */ ([]);
  put(value, "", "", lines);
  return `${lines.join("\n")}\n`;
}

/**
 * Writes a value behind `lead`, which stands in its line; what needs lines of its own gets them at `indent`.
 *
 * @param {Value} value @param {string} lead @param {string} indent @param {string[]} lines
 */
function put(value, lead, indent, lines) {
  if (typeof value === "string") return putText(value, lead, indent, lines);
  if (typeof value !== "object" || value === null) return lines.push(lead + JSON.stringify(value));
  const members = Object.entries(value);
  if (members.length === 0) return lines.push(lead + (Array.isArray(value) ? "[]" : "{}"));
  const dash = lead.endsWith("- ");
  if (!dash && lead !== "") lines.push(lead.trimEnd());
  members.forEach(([key, member], place) => {
    const before = dash && place === 0 ? lead : indent;
    if (Array.isArray(value)) put(member, `${before}- `, `${indent}  `, lines);
    else put(member, `${before}${scalar(key)}: `, `${indent}  `, lines);
  });
}

/** @param {string} text @param {string} lead @param {string} indent @param {string[]} lines */
function putText(text, lead, indent, lines) {
  if (!isLiteral(text)) return lines.push(lead + scalar(text));
  const ended = text.endsWith("\n");
  lines.push(`${lead}|${ended ? "" : "-"}`);
  for (const line of (ended ? text.slice(0, -1) : text).split("\n"))
    lines.push(line === "" ? "" : indent + line);
}

/** Whether a text can stand in lines of its own as it is. @param {string} text */
function isLiteral(text) {
  const printable = /^[\x20-\x7e\n\xa0-\u2027\u2030-\ud7ff]*$/.test(text);
  return printable && /^[^\s].*\n/.test(text) && !/^[ ]+$|\n\n$/m.test(text) && !text.endsWith("\n\n");
}

/** A text in its line: plain where YAML can take it for nothing else. @param {string} text */
function scalar(text) {
  const plain = /^[A-Za-z_$/][\w$/.,(){}' -]*$/.test(text) && !text.endsWith(" ");
  if (plain && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text)) return text;
  return JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, escaped);
}

/** @param {string} c */
function escaped(c) {
  return `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
