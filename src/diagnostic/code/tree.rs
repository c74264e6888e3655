//! Codes of `tree`: problems of a text as JSON or YAML.

use super::Example::{Run, Spec};

codes! {
    EMPTY = "text-empty", Error,
        "the text is empty",
        "The text has only whitespace and comments. Usual causes are a server that answers 200 with an empty body, and a file that was never written.",
        Spec { raises: "# nothing\n", passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\n" };
    TOO_LARGE = "text-too-large", Error,
        "the text is larger than the limit",
        "The size is limited so that a wrong address cannot exhaust the memory. If the document really is that large, raise `x-metarest.limits.bytes`. A config may have 1 MB.",
        Run("a_text_over_the_limit_is_rejected");
    UNDECODABLE = "text-undecodable", Warning,
        "the text is UTF-16 or UTF-32, and some of it cannot be decoded",
        "Half of a pair of UTF-16 units, a number that is no character, or an incomplete last character cannot be decoded, and is read as U+FFFD. The usual cause is a text that was cut or edited as bytes. Save the document as UTF-8.",
        Run("broken_units_of_utf_16_and_utf_32_are_reported");
    NOT_UTF8 = "text-not-utf8", Warning,
        "the text is not valid UTF-8; some bytes were read as windows-1252",
        "YAML and JSON are UTF-8. Some old documents contain a few bytes of windows-1252. They are read as such, so that names and descriptions stay legible. Save the document as UTF-8.",
        Run("stray_windows_1252_is_read_with_a_warning");
    JSON_SYNTAX = "json-syntax", Error,
        "the text is not valid JSON",
        "The text begins like JSON but has a syntax error, and is not valid YAML either; or it has comments or marks of a merge conflict, which YAML would read as keys and values.",
        Spec { raises: "{\"openapi\": \"3.1.0\" \"info\": 1}", passes: "{\"openapi\": \"3.1.0\", \"info\": {}}" };
    JSON_AS_YAML = "json-read-as-yaml", Warning,
        "the text is not valid JSON, but valid YAML",
        "A trailing comma or single quotes make JSON invalid, while YAML accepts it. The text was read as YAML; other tools may reject it.",
        Spec { raises: "{\"openapi\": \"3.1.0\",}", passes: "{\"openapi\": \"3.1.0\"}" };
    CUT_OFF = "text-cut-off", Error,
        "the text is incomplete",
        "The text ends before its last bracket is closed, as after an interrupted download. Nothing is written or deleted.",
        Spec { raises: "{\"openapi\": \"3.1.0\", \"paths\": {", passes: "{\"openapi\": \"3.1.0\", \"paths\": {}}" };
    YAML_SYNTAX = "yaml-syntax", Error,
        "the text is not valid YAML",
        "The text has a syntax error: wrong indentation, a tab, an unclosed quote or bracket.",
        Spec { raises: "openapi: 3.1.0\ninfo: 'a\n", passes: "openapi: 3.1.0\ninfo: 'a'\n" };
    SECOND_DOCUMENT = "yaml-second-document", Warning,
        "the text has more than one YAML document",
        "Only the first document is read, up to the line `---` or `...`, and nothing is deleted. It is an error if the first document has no operation.",
        Spec { raises: "openapi: 3.1.0\n---\nopenapi: 3.1.0\n", passes: "---\nopenapi: 3.1.0\n" };
    DUPLICATE_KEY = "duplicate-key", Warning,
        "a mapping has a duplicate key",
        "The last value is used, as in most tools. Other tools reject the text or use the first value. In a document, what another value of the key has is counted as lost.",
        Spec { raises: "openapi: 3.1.0\nopenapi: 3.1.0\n", passes: "openapi: 3.1.0\n" };
    ALIAS_CYCLE = "yaml-alias-cycle", Warning,
        "a YAML alias is inside the value that it refers to",
        "Such an alias cannot be expanded. It is read as null.",
        Spec { raises: "openapi: 3.1.0\nx-a: &a [*a]\n", passes: "openapi: 3.1.0\nx-a: &a [1]\nx-b: *a\n" };
    TOO_DEEP = "tree-too-deep", Error,
        "the text is nested deeper than the limit",
        "A document may have 512 levels; the deepest real document seen has 68. A config may have 64.",
        Run("nesting_beyond_the_limit_is_rejected");
    TOO_MANY_NODES = "tree-too-many-nodes", Error,
        "the text has more values than the limit",
        "The number of values is limited to limit memory. If the document really is that large, raise `x-metarest.limits.nodes`. A config may have 100,000.",
        Run("nodes_beyond_the_limit_are_rejected");
    MERGE_NOT_MAPPING = "yaml-merge-not-mapping", Warning,
        "a YAML merge (`<<`) merges something that is not a mapping",
        "A plain `<<` merges a mapping, or each mapping of a list. Another value adds nothing. If `<<` is meant as a key, put it in quotes.",
        Spec { raises: "openapi: 3.1.0\npaths: {}\nx-a: {<<: text}\n", passes: "openapi: 3.1.0\npaths: {}\nx-a: {'<<': text}\n" };
    MERGES_TOO_LARGE = "yaml-merges-too-large", Error,
        "YAML merges add too many members",
        "Many mappings that merge (`<<`) a large one have many times the members that are written. At most a million members may be merged; real documents merge some hundred.",
        Run("merges_beyond_the_limit_are_rejected");
}
