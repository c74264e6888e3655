/** Colours, fonts and sizes of the editors, by the page's variables: light, dark, forced colours, touch. */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const noRing = { outline: "none" };
const ring = { outline: "2px solid var(--accent)", outlineOffset: "1px" };
const button = {
  backgroundImage: "none",
  backgroundColor: "var(--raised)",
  color: "var(--text)",
  border: "1px solid var(--border)",
  borderRadius: "6px",
  font: "13px var(--sans)",
  cursor: "pointer",
};
const primary = { backgroundColor: "var(--accent)", color: "var(--on-accent)", borderColor: "var(--accent)" };

const text = EditorView.theme({
  "&": { height: "100%", fontSize: "13px", color: "var(--text)", backgroundColor: "transparent" },
  "&.cm-focused": noRing,
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { padding: "10px 0", caretColor: "var(--accent)" },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--muted)", border: "none" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.6em" },
  // Translucent: the selection is drawn behind the lines.
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--text) 5%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-selectionMatch": { backgroundColor: "color-mix(in srgb, var(--accent) 16%, transparent)" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "color-mix(in srgb, var(--accent) 22%, transparent)",
  },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", color: "var(--error)" },
  ".cm-placeholder": { color: "var(--muted)", whiteSpace: "pre-wrap" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--line)", border: "none", color: "var(--muted)" },
  ".cm-specialChar": {
    color: "var(--error)",
    border: "1px solid currentColor",
    borderRadius: "3px",
    padding: "0 2px",
    fontSize: "0.8em",
  },
  ".cm-isolated": { unicodeBidi: "isolate" },
  ".cm-marked": { backgroundColor: "color-mix(in srgb, var(--accent) 11%, transparent)" },
  ".cm-markedLine": { boxShadow: "inset 3px 0 0 var(--accent)" },
});

const problems = EditorView.theme({
  ".cm-lint-marker": { width: "auto", height: "auto", fontSize: "10px", lineHeight: "inherit" },
  // Shapes and colours: neither alone tells which is which to everyone.
  ".cm-lint-marker-error": { content: "normal", color: "var(--error)" },
  ".cm-lint-marker-warning": { content: "normal", color: "var(--warning)" },
  ".cm-lint-marker-info": { content: "normal", color: "var(--muted)" },
  ".cm-lint-marker-error::before": { content: "'●'" },
  ".cm-lint-marker-warning::before": { content: "'▲'" },
  ".cm-lint-marker-info::before": { content: "'○'" },
  ".cm-lintRange": { backgroundImage: "none", textDecorationSkipInk: "none", textUnderlineOffset: "2px" },
  ".cm-lintRange-error": { textDecoration: "underline wavy var(--error) 1.5px" },
  ".cm-lintRange-warning": { textDecoration: "underline dashed var(--warning) 1.5px" },
  ".cm-lintRange-info": { textDecoration: "underline dotted var(--muted) 1.5px" },
  ".cm-lintRange-active": { backgroundColor: "color-mix(in srgb, var(--accent) 14%, transparent)" },
  ".cm-lintPoint-error::after": { borderBottomColor: "var(--error)" },
  ".cm-lintPoint-warning::after": { borderBottomColor: "var(--warning)" },
  ".cm-lintPoint-info::after": { borderBottomColor: "var(--muted)" },
  ".cm-diagnostic": {
    fontFamily: "var(--sans)",
    padding: "8px 12px",
    maxWidth: "36em",
    borderLeftWidth: "3px",
    whiteSpace: "normal",
    overflowWrap: "anywhere",
  },
  ".cm-diagnostic-error": { borderLeftColor: "var(--error)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warning)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--muted)" },
  ".cm-diagnostic .help": { display: "block", color: "var(--muted)" },
  ".cm-diagnosticAction": { ...button, ...primary, margin: "8px 8px 0 0", padding: "3px 10px" },
  ".cm-diagnosticAction u": { textDecoration: "none" },
  ".cm-panel.cm-panel-lint ul": { maxHeight: "12em" },
  ".cm-panel-lint .cm-diagnostic": { maxWidth: "none" },
  ".cm-panel.cm-panel-lint ul:focus": ring,
  ".cm-panel.cm-panel-lint ul [aria-selected], .cm-panel.cm-panel-lint ul:focus [aria-selected]": {
    backgroundColor: "var(--selection)",
    color: "var(--text)",
  },
  ".cm-panel.cm-panel-lint ul u": { textDecoration: "none" },
});

const tooltips = EditorView.theme({
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--border)",
    borderRadius: "8px",
    boxShadow: "0 4px 16px rgb(0 0 0 / 16%)",
    zIndex: "20",
    maxWidth: "min(36em, 94vw)",
    overflow: "hidden",
  },
  ".cm-tooltip-section:not(:first-child)": { borderTop: "1px solid var(--border)" },
  ".cm-tooltip code": { fontFamily: "var(--mono)", fontSize: "0.92em" },
  ".explanation": { fontFamily: "var(--sans)", padding: "8px 12px", overflowWrap: "anywhere" },
  ".explanation p": { margin: "0" },
  ".explanation p + p": { color: "var(--muted)", marginTop: "2px" },
  ".cm-tooltip.cm-tooltip-autocomplete": { overflow: "visible", maxWidth: "none" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--mono)",
    maxHeight: "16em",
    minWidth: "16em",
    maxWidth: "min(34em, 92vw)",
    borderRadius: "8px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    alignItems: "baseline",
    gap: "16px",
    padding: "3px 10px",
    lineHeight: "1.5",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected], .cm-tooltip-autocomplete-disabled ul li[aria-selected]": {
    backgroundColor: "var(--selection)",
    color: "var(--text)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700", color: "var(--accent)" },
  ".cm-completionDetail": {
    marginLeft: "auto",
    color: "var(--muted)",
    font: "normal 12px var(--sans)",
    overflow: "hidden",
    textOverflow: "ellipsis",
  },
  // The quiet colour is too near to that of the selection.
  "[aria-selected] .cm-completionDetail, .cm-panel-lint [aria-selected] .help": { color: "var(--text)" },
  ".cm-tooltip.cm-completionInfo": { padding: "0", whiteSpace: "normal", maxWidth: "min(26em, 92vw)" },
  ".fixes": { display: "flex", flexDirection: "column", padding: "4px" },
  ".fixes button": {
    ...button,
    border: "none",
    padding: "5px 10px",
    textAlign: "start",
    backgroundColor: "transparent",
  },
  ".fixes button:hover, .fixes button:focus": { backgroundColor: "var(--selection)" },
  ".fixes button:focus": noRing,
});

const panels = EditorView.theme({
  ".cm-panels": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    fontFamily: "var(--sans)",
    zIndex: "10",
  },
  ".cm-panels-top": { borderBottom: "1px solid var(--border)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--border)" },
  ".cm-panel.cm-search, .cm-panel.cm-gotoLine, .cm-dialog": {
    padding: "6px 32px 6px 10px",
    fontSize: "13px",
  },
  ".cm-panel.cm-search label, .cm-dialog label": { fontSize: "13px" },
  ".cm-button": { ...button, padding: "2px 10px" },
  ".cm-button:hover, .cm-button:active": { backgroundImage: "none", borderColor: "var(--accent)" },
  ".cm-button:focus-visible, .cm-textfield:focus-visible, .cm-panel [name=close]:focus-visible": ring,
  ".cm-textfield": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--border)",
    borderRadius: "6px",
    padding: "2px 8px",
    font: "13px var(--mono)",
  },
  ".cm-panel.cm-search [name=close], .cm-panel.cm-panel-lint [name=close]": {
    color: "var(--muted)",
    fontSize: "18px",
    padding: "2px 8px",
    cursor: "pointer",
  },
  ".cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--warning) 28%, transparent)" },
  // As on paper reversed: no colour of the syntax is read on a ground that is strong enough to be found.
  ".cm-searchMatch.cm-searchMatch-selected, .cm-searchMatch.cm-searchMatch-selected span": {
    backgroundColor: "var(--warning)",
    color: "var(--raised)",
  },
  ".note": { padding: "3px 12px", color: "var(--muted)", fontSize: "12px" },
});

/** In these rules selectors have no `&`. Backgrounds vanish in forced colours: what they say is said by system colours and borders. */
const adapted = EditorView.theme({
  "@media (forced-colors: active)": {
    ".cm-scroller .cm-content .cm-line::selection, .cm-scroller .cm-content .cm-line ::selection": {
      backgroundColor: "Highlight !important",
      color: "HighlightText !important",
    },
    ".cm-selectionLayer": { display: "none" },
    ".cm-activeLine": { outline: "1px dotted GrayText", outlineOffset: "-1px" },
    ".cm-searchMatch, .cm-marked": { outline: "1px solid Highlight" },
    ".cm-searchMatch.cm-searchMatch-selected, .cm-searchMatch.cm-searchMatch-selected span": {
      forcedColorAdjust: "none",
      backgroundColor: "Highlight",
      color: "HighlightText",
    },
    ".cm-tooltip-autocomplete ul li[aria-selected], .cm-panel-lint ul [aria-selected], .fixes button:focus": {
      forcedColorAdjust: "none",
      backgroundColor: "Highlight !important",
      color: "HighlightText !important",
    },
    "[aria-selected] .cm-completionDetail, [aria-selected] .cm-completionMatchedText, [aria-selected] .help":
      {
        color: "HighlightText",
      },
  },
  "@media (prefers-reduced-motion: reduce)": {
    ".cm-cursorLayer": { animationName: "none !important" },
  },
  "@media (pointer: coarse)": {
    // Safari zooms into a field with smaller text.
    ".cm-scroller": { fontSize: "16px" },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
      padding: "6px 12px",
      minHeight: "44px",
      alignItems: "center",
    },
    ".cm-button, .cm-textfield, .cm-diagnosticAction, .fixes button": {
      minHeight: "44px",
      minWidth: "44px",
      fontSize: "16px",
    },
    ".cm-panel.cm-search label": { display: "inline-flex", alignItems: "center", minHeight: "44px" },
    ".cm-panel [name=close]": { minHeight: "44px", minWidth: "44px" },
  },
});

const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], class: "tok-key" },
  { tag: [tags.number, tags.bool, tags.null, tags.keyword], class: "tok-literal" },
  { tag: [tags.comment, tags.meta], class: "tok-quiet" },
  { tag: [tags.punctuation, tags.separator, tags.bracket], class: "tok-quiet" },
]);

/** Classes, so that the highlighting of large texts shares them. */
const tokens = EditorView.theme({
  ".tok-key": { color: "var(--accent)" },
  ".tok-literal": { color: "var(--literal)" },
  ".tok-quiet": { color: "var(--muted)" },
});

/** Earlier ones win. */
export const theme = [adapted, text, problems, tooltips, panels, tokens, syntaxHighlighting(highlight)];
