/** What descriptions in Markdown with HTML become. Many are excerpts of documents of Adyen, Amazon and eBay. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { plainLine } from "../../www/page/src/html_tags.js";
import { markdown } from "../../www/page/src/markdown.js";
import { setDocument } from "./nodes.mjs";

setDocument();

/** As one line, as space between tags is not seen. @param {string} text */
function shown(text) {
  return markdown(text)
    .join("")
    .replace(/\s*\n\s*/g, "\n");
}

/** By behaviour: what is written, and what is shown. @type {Record<string, [string, string][]>} */
const cases = {
  "lists are nested and numbered": [
    ["<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"],
    [
      "<ul><li>a<ul><li>b</li><li>c<ol><li>d</li></ol></li></ul></li><li>e</li></ul>",
      "<ul><li>a<ul><li>b</li><li>c<ol><li>d</li></ol></li></ul></li><li>e</li></ul>",
    ],
    ['<ol start="3"><li>c</li></ol>', '<ol start="3"><li>c</li></ol>'],
    ['<ol start="120"><li>c</li></ol>', '<ol start="120"><li>c</li></ol>'],
    ['<ol start="x"><li>c</li></ol>', "<ol><li>c</li></ol>"],
    [
      "<ul> <li> <p> <code>a</code> </p> </li> <li> <p>b</p> <p>c</p> </li> </ul>",
      "<ul> <li><code>a</code></li> <li><p>b</p><p>c</p></li> </ul>",
    ],
    ["1. one\n   <ul><li>x</li></ul>\n2. two", "<ol><li>one<ul><li>x</li></ul></li><li>two</li></ol>"],
    ["<ul>\n<li>\n\n**b**\n\n</li>\n</ul>", "<ul>\n<li><strong>b</strong></li>\n</ul>"],
    ["> <ul>\n> <li>a</li>\n> </ul>", "<blockquote><ul>\n<li>a</li>\n</ul></blockquote>"],
  ],
  "a cell of Markdown may have a list": [
    ["| a |\n|---|\n| b<br>c |", columnOf("a", "b<br>c")],
    ["| a |\n|---|\n| b <ul><li>c</li></ul> |", columnOf("a", "b<ul><li>c</li></ul>")],
  ],
  "a list within a text is between its paragraphs": [
    [
      "One of: <ul> <li><b>A</b></li></ul> <br><br> Else *none*.",
      "<p>One of:</p><ul> <li><strong>A</strong></li></ul><p>Else <em>none</em>.</p>",
    ],
  ],
  "items need no end, and no list around them": [
    ["values include:<ul><li>A<li>B", "<p>values include:</p><ul><li>A</li><li>B</li></ul>"],
    ["<ol><li>A<li>B</ol>", "<ol><li>A</li><li>B</li></ol>"],
    ["either <li>A</li> <li>B</li> or", "<p>either</p><ul><li>A</li> <li>B</li></ul><p>or</p>"],
  ],
  "preformatted text is a block of code, as it is written": [
    ["<pre>\n  a *b* &lt;c&gt;\n\n    d</pre>", "<pre><code>  a *b* &lt;c>\nd</code></pre>"],
    [
      '<pre><code class="json">{"a_b": <value>}\n</code></pre>',
      '<pre><code>{"a_b": &lt;value>}</code></pre>',
    ],
    [
      "<p>Such as:</p>\n<pre>\nGET /\n\nHost: *x*\n</pre>\n\n**b**",
      "<p>Such as:</p><pre><code>GET /\nHost: *x*</code></pre><p><strong>b</strong></p>",
    ],
    ["so <pre>a<br>*b*</pre> *c*", "<p>so</p><pre><code>a\n*b*</code></pre><p><em>c</em></p>"],
    ["<pre>GET <b>https://a.test/</b></pre>", "<pre><code>GET https://a.test/</code></pre>"],
  ],
  "details are shown, under their summary": [
    ["<details><summary>More</summary>text</details>", "<p><strong>More</strong></p><p>text</p>"],
    [
      "<details open>\n<summary>More</summary>\n\n- *a*\n\n</details>",
      "<p><strong>More</strong></p><ul><li><em>a</em></li></ul>",
    ],
  ],
  "entities are decoded, once": [
    ["a&nbsp;&mdash; b&hellip; &rarr; &lt;b&gt; &amp;lt;", "<p>a\u00a0— b… → &lt;b> &amp;lt;</p>"],
    ["&eacute;&Ccedil;&Scaron;&yuml;&oslash;&szlig;", "<p>éÇŠÿøß</p>"],
    ["&alpha;&Omega;&sigmaf;&sup2;&frac34;&there4;&diams;&euro;", "<p>αΩς²¾∴♦€</p>"],
    ["&#8212;&#x2014;&#X2014;&#128512;", "<p>———😀</p>"],
    ["&ast;not emphasis&ast;", "<p>*not emphasis*</p>"],
    [
      "&bogus; &xbogus; &constructor; &#0; &#xd800; &#x110000; &lt",
      "<p>&amp;bogus; &amp;xbogus; &amp;constructor; &amp;#0; &amp;#xd800; &amp;#x110000; &amp;lt</p>",
    ],
    ["<p>tag:&lt;key&gt;</p>", "<p>tag:&lt;key></p>"],
  ],
  "code of Markdown stays as it is": [
    ["`<b>&lt;</b> <!-- -->`", "<p><code>&lt;b>&amp;lt;&lt;/b> &lt;!-- --></code></p>"],
    ["```\n<ul><li>&lt;<br>\n```", "<pre><code>&lt;ul>&lt;li>&amp;lt;&lt;br></code></pre>"],
    ["    <b>&amp;</b>", "<pre><code>&lt;b>&amp;amp;&lt;/b></code></pre>"],
  ],
  "text in tags of code is no Markdown": [
    ["<code>a_b_c *d*</code>", "<p><code>a_b_c *d*</code></p>"],
    ["<code>a*b</code> and <code>c*d</code>", "<p><code>a*b</code> and <code>c*d</code></p>"],
    [
      "<code>[x](https://a.test) https://b.test</code>",
      "<p><code>[x](https://a.test) https://b.test</code></p>",
    ],
    [
      "<code>filter=<b>date</b>:%5B2016..%5D,<br>List<Pet></code>",
      "<p><code>filter=<strong>date</strong>:%5B2016..%5D,<br>List&lt;Pet></code></p>",
    ],
  ],
  "Markdown is read in tags within a line, and not in a block of tags": [
    ["<b>a *b*</b> _c_", "<p><strong>a <em>b</em></strong> <em>c</em></p>"],
    ["<p>a *b* [c] `d`</p>", "<p>a *b* [c] `d`</p>"],
    ["<table><tr><td>*</td><td>a_b_c</td></tr></table>", tableOf("*", "a_b_c")],
    ["<div>\n\n**a**\n\n</div>", "<p><strong>a</strong></p>"],
    ["<br>\n**a**", "<p><strong>a</strong></p>"],
    ["<p>see https://a.test/b.</p>", '<p>see <a href="https://a.test/b">https://a.test/b</a>.</p>'],
  ],
  "tables are tables, with what their cells have": [
    [
      "<table><tr><td colspan=1000 rowspan=-1>a</td></tr></table>",
      '<div class="table"><table><tr><td colspan="50">a</td></tr></table></div>',
    ],
    [
      "<table>\n<thead><tr><th>Code</th><th>Text</th></tr></thead>\n<tr><td colspan=2>a <code>b</code></td></tr></table>",
      '<div class="table"><table><tr><th>Code</th><th>Text</th></tr><tr><td colspan="2">a <code>b</code></td></tr></table></div>',
    ],
    ["<table><td>a<td>b</table>", tableOf("a", "b")],
  ],
  "headings, rules and quotations are what they say": [
    ["<h1>A</h1><hr/><h3>B</h3>", "<h4>A</h4><hr><h6>B</h6>"],
    ["<blockquote>a <p>b</blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"],
    ["a <note> <p>b</p> </note>", "<p>a</p><blockquote>b</blockquote>"],
    ["x<dl><dt>T</dt><dd>D</dd></dl>", "<p>x</p><p>T</p><p>D</p>"],
  ],
  "links lead to web and mail addresses, and images are links": [
    ['<a href="https://a.test/?b=1&amp;c=2">x</a>', link("https://a.test/?b=1&c=2", "x", "a.test")],
    ["[x](https://a.test/?b=1&amp;c=2)", link("https://a.test/?b=1&c=2", "x", "a.test")],
    ['<a href="java&#115;cript:alert(1)">x</a> <a>y</a>', "<p>x (javascript:alert(1)) y</p>"],
    ["[x](javascript&colon;alert(1))", "<p>x (javascript:alert(1))</p>"],
    ['<img src="https://a.test/i.png" alt="pic">', link("https://a.test/i.png", "pic", "a.test")],
    ['<img alt="pic"> <img src=i.png>', "<p>pic image (i.png)</p>"],
    ['<a href="https://a.test/"><img alt=pic></a>', link("https://a.test/", "pic", "a.test")],
    ['<a href="https://a.test/">https://b.test</a>', link("https://a.test/", "https://b.test", "a.test")],
  ],
  "what is no tag is text": [
    ["List<A>, List<P>, Map<B, I> <token>", "<p>List&lt;A>, List&lt;P>, Map&lt;B, I> &lt;token></p>"],
    ["a <b and c> d <i> e </u>", "<p>a &lt;b and c> d &lt;i> e &lt;/u></p>"],
    ["use <details>, <pre> and <ol>", "<p>use &lt;details>, &lt;pre> and &lt;ol></p>"],
    ["<script>alert(1)</script>", '<p class="source">&lt;script>alert(1)&lt;/script></p>'],
    ["<a>\n  <c>d</c>", '<p class="source">&lt;a>\n&lt;c>d&lt;/c></p>'],
  ],
  "comments are not shown": [
    ["a<!-- b -->c", "<p>ac</p>"],
    ["<!-- a\n\nb -->\n\nc", "<p>c</p>"],
    ["<p>a<!-- b --></p>", "<p>a</p>"],
  ],
  "tags in any order make a tree": [
    ["<b>a<i>b</b>c</i>", "<p><strong>a<em>b</em></strong>c</p>"],
    ["<ul><li><b>a</li><li>b</b></li></ul>", "<ul><li><strong>a</strong></li><li>b</li></ul>"],
    ["<b>a<p>b</p></b>", "<p>a</p><p>b</p>"],
    ["a</ul></p></td></li>b", "<p>a&lt;/ul></p><p>b</p>"],
  ],
};

/** A table of Markdown with one column. @param {string} head @param {string} cell */
function columnOf(head, cell) {
  const body = `<thead><tr><th>${head}</th></tr></thead><tbody><tr><td>${cell}</td></tr></tbody>`;
  return `<div class="table"><table>${body}</table></div>`;
}

/** A table of HTML with one row. @param {string[]} cells */
function tableOf(...cells) {
  const row = `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  return `<div class="table"><table>${row}</table></div>`;
}

/** @param {string} href @param {string} text @param {string} host */
function link(href, text, host) {
  return `<p><a href="${href}">${text}</a> <span class="target">${host}</span></p>`;
}

for (const [behaviour, pairs] of Object.entries(cases)) {
  test(behaviour, () => {
    for (const [written, expected] of pairs) assert.equal(shown(written), expected, written);
  });
}

test("what is nested deeper than anybody reads is flat", () => {
  const text = markdown("<ul><li>a".repeat(1000)).join("");
  assert.equal(text.match(/a/g)?.length, 1000);
  assert.ok(text.includes("<ul><li>a".repeat(10)));
  assert.ok(!text.includes("<ul><li>a".repeat(11)));
});

test("a description of many tags is read, as its blocks are no Markdown", () => {
  const text = `<p>Filters:</p> <ul> ${"<li> <p> <code>a_b</code> - c</p> </li> ".repeat(400)}</ul>`;
  assert.equal(shown(text).match(/<li>/g)?.length, 400);
});

test("a paragraph that would take long to read is shown as it is written, others are not", () => {
  const text = "*a [b\n".repeat(1000).trim();
  assert.equal(
    shown(`${text}\n\n**c**`),
    `<p><span class="source">${text}</span></p><p><strong>c</strong></p>`,
  );
});

/** What is hostile when there is much of it. */
const repeated = [
  ..."< <li> <ul> <!-- <code> <pre> </pre> <b></i> & &# <td> [ *a".split(" "),
  ...['<a href="', "<ul><li>", "<table><tr><td>", "<p>\n\n", "<br>\n", "\n\n<ul>", "> <ul>\n", "- <li>\n"],
  ...["<p><!--", "<code>`", "<b \n", "http://", " "],
];

test("a megabyte of the same tag is read, and overflows no stack", () => {
  for (const part of repeated) {
    for (const before of ["", "<p>", "text "]) {
      const text = before + part.repeat(1_000_000 / part.length);
      markdown(text);
      plainLine(text);
    }
  }
});

test("a line of a list has no tags and comments, and keeps what is none", () => {
  for (const [written, expected] of [
    ["<p>Reads <b>one</b> <a href=x>pet</a>,<br>or <code>null</code>.</p>", "Reads one pet, or null."],
    ["a <pre>b</pre> <h2>c</h2><!-- d -->", "a b c"],
    ["List<A> of <token>", "List<A> of <token>"],
    ["<p>`<b>` <token></p>", "`<b>` <token>"],
    ["a < b", "a < b"],
    ["[The guide](https://a.test/b) of `[a](b)`, a[0](x y)", "The guide of `[a](b)`, a[0](x y)"],
  ]) {
    assert.equal(plainLine(/** @type {string} */ (written)), expected);
  }
});
