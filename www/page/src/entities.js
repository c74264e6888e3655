/** HTML's entities. In: a text as it is written. Out: the text with the characters that they stand for. */

/**
 * Names of HTML 4 and of what Markdown gives a meaning to, in the order of their characters. A number is how many
 * characters are left out before the next one.
 */
const names =
  "Tab NewLine22excl quot num dollar percnt amp apos lpar rpar ast plus comma1period sol10colon semi lt" +
  " equals gt quest commat26lsqb bsol rsqb Hat lowbar grave26lcub vert rcub34nbsp iexcl cent pound" +
  " curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para" +
  " middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest6AElig9ETH6times Oslash5THORN szlig6aelig" +
  "9eth6divide oslash5thorn83OElig oelig62fnof307circ21tilde180Alpha Beta Gamma Delta Epsilon Zeta Eta" +
  " Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho1Sigma Tau Upsilon Phi Chi Psi Omega24sigmaf" +
  "14thetasym upsih3piv7211ensp emsp5thinsp2zwnj zwj lrm rlm3ndash mdash3lsquo rsquo sbquo1ldquo rdquo" +
  " bdquo1dagger Dagger bull3hellip9permil1prime Prime5lsaquo rsaquo3oline5frasl103euro100image6weierp" +
  "3real5trade18alefsym90larr uarr rarr darr harr32crarr26lArr uArr rArr dArr hArr43forall1part exist" +
  "1empty1nabla isin notin1ni3prod1sum minus4lowast2radic2prop infin1ang6and or cap cup int8there4 7sim" +
  "8cong2asymp23ne equiv2le ge28sub sup nsub1sube supe13oplus1otimes13perp31sdot66lceil rceil lfloor" +
  " rfloor702loz149spades2clubs1hearts diams172check3cross208lang rang";

const codes = /** @type {Map<string, number>} */ (new Map());
let next = 9;
for (const [, gap, name = ""] of names.matchAll(/(\d*)([a-z]+(?:\d+\b)?) ?/gi)) {
  next += Number(gap);
  // Small Greek letters are as far from the capital ones as Latin letters are.
  if (next > 912 && next < 938) codes.set(name.toLowerCase(), next + 32);
  codes.set(name, next++);
}

/** What names of letters end with, and the mark that the letter gets. @type {Record<string, string>} */
const accents = {
  grave: "\u0300",
  acute: "\u0301",
  circ: "\u0302",
  tilde: "\u0303",
  uml: "\u0308",
  ring: "\u030a",
  caron: "\u030c",
  cedil: "\u0327",
};

/** A text with its entities decoded; what is none stays. @param {string} text */
export function decoded(text) {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name) return named(name) ?? whole;
    return character(decimal ? Number(decimal) : Number.parseInt(hex, 16)) ?? whole;
  });
}

/** @param {string} name */
function named(name) {
  const code = codes.get(name);
  if (code) return String.fromCharCode(code);
  const accent = accents[name.slice(1)];
  const letter = accent && (name[0] + accent).normalize();
  return letter?.length === 1 ? letter : undefined;
}

/** @param {number} code */
function character(code) {
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}
