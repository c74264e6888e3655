/**
 * Files that the document refers to and that are not here. In: the document's diagnostics. Out: a line that names them, with
 * a button for the given files that can stand in for them: what is chosen in a dialog comes without its folders, so that a
 * reference into a folder does not find it.
 */
import { button, counted, element, listed } from "../dom.js";
import { fullPath, relativePath } from "./sort.js";

/** @typedef {import("../page.js").Page} Page */
/** @typedef {import("./sort.js").Given} Given */
/** @typedef {{from: string, to: string, name: string}} StandIn a given file, and the path that a reference says */

/** The most files that are named. */
const mostNames = 3;

/** How the core names a file that was not given. */
const notGiven = /^the external document `(.+)` cannot be read: it was not given$/;

/** What to say of the files that are not here; nothing if all are. @param {Page} page @returns {(Node | string)[]} */
export function missingLine(page) {
  const unread = page.model.problems.document.filter(({ code }) => code === "spec-external-unread");
  if (unread.length === 0) return [];
  const names = unread.flatMap(({ message }) => notGiven.exec(message)?.[1] ?? []);
  if (names.length === 0) {
    const show = button(
      { class: "quiet", "data-key": "show" },
      () => page.open("problems"),
      "Show the problems",
    );
    return ["The document refers to files that could not be read: the problems say why. ", show];
  }
  const choose = button({ class: "quiet", "data-key": "choose" }, () => page.choose(), "Choose files");
  const found = standIns(names, page.inputs.files, page.inputs.documentName);
  if (found.length === 0) return [...sentence(names), choose];
  const use = button({ class: "quiet", "data-key": "use" }, () => take(page, found), label(found, names));
  return [...sentence(names), use, " ", choose];
}

/**
 * The given files that have the name of a missing one, in another folder. Only where there is one of each is it plain which
 * is meant.
 *
 * @param {string[]} missing as a reference of the document calls them
 * @param {Given[]} files
 * @param {string} document its path
 * @returns {StandIn[]}
 */
export function standIns(missing, files, document) {
  const byBase = (/** @type {string[]} */ paths, /** @type {string} */ name) =>
    paths.filter((path) => baseOf(path) === baseOf(name));
  const paths = files.map(({ path }) => path);
  return missing.flatMap((name) => {
    const [from, ...others] = byBase(paths, name);
    if (from === undefined || others.length > 0 || byBase(missing, name).length > 1) return [];
    const to = fullPath(name, document);
    return relativePath(to, document) === name ? [{ from, to, name }] : [];
  });
}

/** @param {string} path */
function baseOf(path) {
  return path.split("/").at(-1);
}

/** "a, b and 4 more are not here, …". @param {string[]} names @returns {(Node | string)[]} */
function sentence(names) {
  const shown = names.slice(0, mostNames).map((name) => element("code", {}, name));
  const more = names.length - shown.length;
  const items = more > 0 ? [...shown, `${more.toLocaleString("en")} more`] : shown;
  const [are, them] = names.length === 1 ? ["is", "it or its folder"] : ["are", "them or their folder"];
  return [...listed(items), ` ${are} not here, which the document refers to: drop ${them}. `];
}

/** @param {StandIn[]} found @param {string[]} names */
function label([first, ...others], names) {
  if (first === undefined || others.length > 0) return "Use the files that are here";
  return `Use ${first.from} for ${names.length === 1 ? "it" : first.name}`;
}

/** @param {Page} page @param {StandIn[]} found */
function take(page, found) {
  const { inputs } = page;
  inputs.rename(new Map(found.map(({ from, to }) => [from, to])));
  const act = () => inputs.rename(new Map(found.map(({ from, to }) => [to, from])));
  const [first] = found;
  const text =
    first && found.length === 1
      ? `${first.from} is under Files as ${first.to}.`
      : `${counted(found.length, "file")} under Files have the paths that the document refers to.`;
  page.tell(text, [{ label: "Undo", act }], { stays: false });
}
