/**
 * The help texts, made of the tables and broken at the width of the terminal.
 */
import { readFileSync } from "node:fs";
import { commands, formats, formatsOf, listed, options } from "./manual.js";

/** @typedef {import("./manual.js").Command} Command */

/** The width where there is no terminal, and the widest that is read well. */
const widest = 100;
/** Narrower terminals break lines themselves. */
const narrowest = 40;
/** Where the texts of options begin. */
const column = 25;

/** The help of the whole command line. */
export function overview() {
  const width = textWidth();
  const names = Object.keys(commands);
  const longest = Math.max(...names.map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { line }]) =>
    wrapped(`  ${name.padEnd(longest)}  ${line}`, width, longest + 4),
  );
  return `OpenAPI documents as OpenMetadata catalogue entities.

usage: metarest COMMAND [options]

${lines.join("\n")}

  metarest COMMAND --help    a command's options
  metarest --version

begin with
  metarest preview --spec openapi.yaml    what a document becomes; needs no config and no server
  metarest init                           a config for check, plan and ingest
`;
}

/** The name and version. */
export function version() {
  const about = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return `metarest ${about.version}\n`;
}

/** @param {Command} command */
export function help(command) {
  const width = textWidth();
  const { text, usage, options: names, exits } = commands[command];
  const paragraphs = text.split("\n").map((paragraph) => wrapped(paragraph, width, 0));
  const lines = names.map((name) => {
    const [term, whole] = options[name].help;
    const meaning = name === "format" ? whole.replace(listed(formats), listed(formatsOf(command))) : whole;
    return wrapped(`  ${term.padEnd(column - 4)}  ${meaning}`, width, column);
  });
  return `usage: metarest ${command} ${usage}

${paragraphs.join("\n\n")}

${lines.join("\n")}

exit codes
${exits.map((end) => wrapped(`  ${end}`, width, 4)).join("\n")}
`;
}

/** The width of help: that of the terminal, if there is one. */
function textWidth() {
  const { isTTY, columns } = process.stdout;
  return isTTY && columns >= narrowest ? Math.min(columns, widest) : widest;
}

/**
 * A line broken at blanks; what follows is indented.
 *
 * @param {string} line @param {number} width @param {number} indent
 */
function wrapped(line, width, indent) {
  const lines = [""];
  for (const word of line.match(/\s*\S+\s*?/g) ?? []) {
    const last = /** @type {string} */ (lines.at(-1));
    if (last.trim() === "" || last.length + word.length <= width) lines[lines.length - 1] = last + word;
    else lines.push(" ".repeat(indent) + word.trimStart());
  }
  return lines.join("\n");
}
