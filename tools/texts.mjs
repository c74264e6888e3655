// Prints every text that a person may see, file by file, for review: the string literals of several words in the code of
// the core and of the shells. Tests, comments and generated files are left out.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const SOURCES = [
  "src/*.rs",
  "worker/src/*.rs",
  "www/*.rs",
  "www/npm/src/*.js",
  "www/npm/bin/*.js",
  "www/page/src/*.js",
  "www/page/*.html",
];
/** What holds a text, by the kind of file. @type {Record<string, RegExp>} */
const LITERALS = {
  rs: /r#"([\s\S]*?)"#|"((?:[^"\\]|\\[\s\S])*)"/g,
  js: /"((?:[^"\\]|\\[\s\S])*)"|`((?:[^`\\]|\\[\s\S])*)`/g,
  html: /"([^"]*)"|>([^<>{}]+)</g,
};

/** The code of a file, without its comments and its tests. @param {string} path @param {string} text */
function code(path, text) {
  if (path.endsWith(".rs")) {
    return text
      .replaceAll(/'(\\.|[^'\\])'/g, "''")
      .replace(/#\[cfg\(test\)\]\s*mod tests[\s\S]*/, "")
      .replace(/^\s*\/\/.*$/gm, "");
  }
  return text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
}

/** The texts in a file: at least two words, one of them of three letters or more. @param {string} path */
function texts(path) {
  const found = [];
  const kind = path.slice(path.lastIndexOf(".") + 1);
  for (const match of code(path, readFileSync(path, "utf8")).matchAll(LITERALS[kind] ?? /$^/g)) {
    const text = (match[1] ?? match[2] ?? "").replace(/\\?\s*\n\s*/g, " ").trim();
    if (/\p{L}{3,}.* |.* \p{L}{3,}/u.test(text)) {
      found.push(text);
    }
  }
  return found;
}

const files = execFileSync("git", ["ls-files", "--", ...SOURCES], { encoding: "utf8" })
  .trim()
  .split("\n");
let count = 0;
for (const path of files.filter((path) => !/\/tests?(\/|\.rs$)/.test(path))) {
  const found = texts(path);
  count += found.length;
  if (found.length > 0) {
    process.stdout.write(`\n${path}\n${found.map((text) => `  ${text}\n`).join("")}`);
  }
}
process.stdout.write(`\n${count} texts\n`);
