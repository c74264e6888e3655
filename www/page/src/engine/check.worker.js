/**
 * Judges the config, in a worker of its own: its answers never wait for the mapping of a document.
 *
 * It keeps the config's text. In: the text; then questions about it. Out: the report, completions, hovers, edits.
 */
import * as core from "metarest/slim";
import { configName as file } from "../names.js";
import { serve } from "./serve.js";

let text = "";

const options = () => ({ file, now: Date.now() });

serve({
  /** @param {{config: string, to: string | undefined}} value */
  config: ({ config, to }) => {
    text = config;
    return text.trim() === "" ? undefined : judged(to);
  },
  /** @param {number} offset */
  complete: (offset) => core.complete(text, offset),
  /** @param {number} offset */
  hover: (offset) => core.hover(text, offset),
  /** @param {number} offset */
  patternAt: (offset) => core.patternAt(text, offset),
  /** @param {string} code */
  explain: (code) => core.explain(code),
  fix: () => core.fix(text, options()),
  /** @param {{to: string, strip?: boolean}} value */
  convert: (value) => core.convert(text, { ...options(), ...value }),
  /** @param {import("./protocol.js").Questions["setting"][0]} value */
  setting: ({ key, value }) => core.setting(text, key, value),
  outline: () => core.outline(text),
});

/** The report, and what a version of OpenMetadata makes of it. @param {string | undefined} to */
function judged(to) {
  const report = core.check(text, options());
  const isUsable = report.ok;
  if (to === undefined) return { report, isUsable };
  const { report: converted, config } = core.convert(text, { ...options(), to });
  // As that version sees the text, where nothing is to be converted: what is old elsewhere may be right there.
  if (config === undefined) return { report: converted, isUsable, target: { to, fixed: [] } };
  const lacking = converted.diagnostics.filter(({ code }) => code === "config-not-in-version");
  const diagnostics = [...report.diagnostics, ...lacking];
  const ok = report.ok && !lacking.some(({ severity }) => severity === "error");
  return {
    report: { ...report, ok, diagnostics },
    isUsable,
    target: { to, fixed: converted.fixed ?? [], config },
  };
}
