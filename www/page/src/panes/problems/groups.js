/**
 * Diagnostics in groups. In: what the check and the preview found. Out: groups by code, those of the config before those
 * of the document, each input's worst first; notes apart.
 */
/** @typedef {import("metarest").Diagnostic} Diagnostic */
/** @typedef {"config" | "document"} Section */
/** @typedef {{key: string, code: string, severity: string, section: Section, problems: Problem[]}} Group */
/** @typedef {{key: string, diagnostic: Diagnostic, section: Section}} Problem */

const severities = ["error", "warning", "info"];

/**
 * @param {Diagnostic[]} ofConfig
 * @param {Diagnostic[]} ofDocument
 * @returns {{config: Group[], document: Group[], notes: Group[]}}
 */
export function groupsOf(ofConfig, ofDocument) {
  const problems = [
    ...ofConfig.map((diagnostic) => ({ diagnostic, section: /** @type {Section} */ ("config") })),
    ...ofDocument.map((diagnostic) => ({ diagnostic, section: /** @type {Section} */ ("document") })),
  ];
  const groups = [...grouped(problems).values()].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  );
  const serious = groups.filter(({ severity }) => severity !== "info");
  return {
    config: serious.filter(({ section }) => section === "config"),
    document: serious.filter(({ section }) => section === "document"),
    notes: groups.filter(({ severity }) => severity === "info"),
  };
}

/** @param {{diagnostic: Diagnostic, section: Section}[]} problems */
function grouped(problems) {
  const groups = /** @type {Map<string, Group>} */ (new Map());
  const keys = /** @type {Map<string, number>} */ (new Map());
  for (const { diagnostic, section } of problems) {
    const { code, severity, message } = diagnostic;
    const name = `${section} ${severity} ${code}`;
    const group = groups.get(name) ?? { key: name, code, severity, section, problems: [] };
    groups.set(name, group);
    // The place is not part of the key: a line that is added above moves all of them.
    const base = `${name} ${message}`;
    const before = keys.get(base) ?? 0;
    keys.set(base, before + 1);
    group.problems.push({ key: `${base} ${before}`, diagnostic, section });
  }
  return groups;
}

/** How many there are of each severity. @param {Group[]} groups */
export function countsOf(groups) {
  const count = (/** @type {string} */ severity) =>
    groups
      .filter((group) => group.severity === severity)
      .reduce((sum, { problems }) => sum + problems.length, 0);
  return { errors: count("error"), warnings: count("warning"), notes: count("info") };
}
