/** What went wrong, in words, and what to do about it; and the form that asks for the token. */
import { element } from "../../dom.js";
import { runHash } from "../address.js";
import { button, heading, message, nameText } from "./parts.js";

/** @typedef {import("../api.js").Problem} Problem */

/**
 * @param {Problem} problem
 * @param {{again?: number}} options `again`: the milliseconds after which the page tries again
 */
export function problemBox(problem, { again } = {}) {
  const { title, status, detail, run } = problem;
  return element(
    "div",
    { class: "problem-box", "data-key": `${status} ${title}` },
    element("p", {}, element("strong", {}, `${title}${detail ? ":" : "."}`), " ", message(detail)),
    run ? element("p", {}, element("a", { href: runHash(run) }, "Show the run ", nameText(run))) : undefined,
    again === undefined
      ? undefined
      : element(
          "p",
          { class: "again" },
          element("span", { class: "hint" }, `The page tries again in ${Math.ceil(again / 1000)} s.`),
          button("retry", "Try now"),
        ),
  );
}

/** The API is off: how to set it. @param {Problem} problem @returns {import("./parts.js").View} */
export function offView(problem) {
  const nodes = [
    heading("off", "The API is off"),
    element("p", {}, "The Worker does not know who may use it. Do one of the two:"),
    element(
      "ol",
      { class: "steps" },
      element(
        "li",
        {},
        "Give it a token: run ",
        element("code", {}, "wrangler secret put METAREST_TOKEN"),
        " in the project's folder, enter a long random text, and enter the same text here.",
      ),
      element(
        "li",
        {},
        "Put Cloudflare Access in front of it, and set ",
        element("code", {}, "METAREST_ACCESS_TEAM"),
        " and ",
        element("code", {}, "METAREST_ACCESS_AUDIENCE"),
        " to the name of the team and the audience tag of the application.",
      ),
    ),
    element("p", { class: "hint" }, "The Worker says: ", message(problem.detail ?? problem.title)),
    element("p", {}, button("retry", "Try again", { primary: true })),
  ];
  return { title: "The API is off", nodes };
}

/** Asks for the token. @param {string} [why] what is wrong with the one before @returns {import("./parts.js").View} */
export function tokenView(why) {
  const nodes = [
    heading("token", "Sign in"),
    element(
      "form",
      { class: "token", "data-key": "form", "data-form": "token", novalidate: true },
      element("label", { for: "token" }, "API token"),
      element("input", {
        id: "token",
        type: "password",
        autocomplete: "off",
        spellcheck: "false",
        required: true,
        "aria-describedby": why ? "token-hint token-error" : "token-hint",
        "aria-invalid": why !== undefined && "true",
      }),
      element("button", { type: "submit", class: "primary" }, "Sign in"),
      why ? element("p", { id: "token-error", class: "problem", role: "alert" }, why) : undefined,
      element(
        "p",
        { id: "token-hint", class: "hint" },
        "The secret METAREST_TOKEN of the Worker. It is kept until this tab is closed, and sent to the Worker only.",
      ),
    ),
  ];
  return { title: "Sign in", nodes };
}
