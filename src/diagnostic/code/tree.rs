//! Codes of `tree`: what bytes can be before they are a document.

use super::Example::{Run, Spec};

codes! {
    EMPTY = "text-empty", Error,
        "the text is empty",
        "There is nothing to read but blanks or comments. A server that answers 200 with an empty body, or a file that was never written, looks like this.",
        Spec { raises: "# nothing\n", passes: "openapi: 3.1.0\ninfo: {title: a, version: '1'}\n" };
    TOO_LARGE = "text-too-large", Error,
        "the text is larger than the limit",
        "Reading is bounded so that a wrong address cannot fill the memory. Raise `x-metarest.limits.bytes` if the document really is that large; a config may have 1 MB.",
        Run("a_text_over_the_limit_is_refused");
    NOT_UTF8 = "text-not-utf8", Warning,
        "the text is not UTF-8 and was read as windows-1252",
        "YAML and JSON are UTF-8. Some old documents hold a few bytes of windows-1252; they are read as such, so names and descriptions stay legible. Save the document as UTF-8.",
        Run("stray_windows_1252_is_read_with_a_warning");
    JSON_SYNTAX = "json-syntax", Error,
        "the text is not JSON",
        "The text begins like JSON but breaks its grammar, and is not YAML either.",
        Spec { raises: "{\"openapi\": \"3.1.0\" \"info\": 1}", passes: "{\"openapi\": \"3.1.0\", \"info\": {}}" };
    JSON_AS_YAML = "json-read-as-yaml", Warning,
        "the text is not JSON, but reads as YAML",
        "A trailing comma or a comment makes JSON invalid, while YAML accepts it. It was read as YAML; other readers may refuse it.",
        Spec { raises: "{\"openapi\": \"3.1.0\",}", passes: "{\"openapi\": \"3.1.0\"}" };
    CUT_OFF = "text-cut-off", Error,
        "the text ends in the middle",
        "The document stops before it is closed, as after a broken download. Nothing is written or deleted because of it.",
        Spec { raises: "{\"openapi\": \"3.1.0\", \"paths\": {", passes: "{\"openapi\": \"3.1.0\", \"paths\": {}}" };
    YAML_SYNTAX = "yaml-syntax", Error,
        "the text is not YAML",
        "The text breaks YAML's grammar: wrong indentation, a tab, an unclosed quote or bracket.",
        Spec { raises: "openapi: 3.1.0\ninfo: 'a\n", passes: "openapi: 3.1.0\ninfo: 'a'\n" };
    SECOND_DOCUMENT = "yaml-second-document", Warning,
        "the text holds more than one YAML document",
        "Only the first document, up to the line `---` or `...`, is read.",
        Spec { raises: "openapi: 3.1.0\n---\nopenapi: 3.1.0\n", passes: "---\nopenapi: 3.1.0\n" };
    DUPLICATE_KEY = "duplicate-key", Warning,
        "a key is given twice in one mapping",
        "The last one counts, as most readers have it; others refuse the text or take the first.",
        Spec { raises: "openapi: 3.1.0\nopenapi: 3.1.0\n", passes: "openapi: 3.1.0\n" };
    ALIAS_CYCLE = "yaml-alias-cycle", Warning,
        "a YAML alias stands inside what it names",
        "Expanding it would never end; it is read as null.",
        Spec { raises: "openapi: 3.1.0\nx-a: &a [*a]\n", passes: "openapi: 3.1.0\nx-a: &a [1]\nx-b: *a\n" };
    TOO_DEEP = "tree-too-deep", Error,
        "the text is nested deeper than the limit",
        "Reading is bounded: a document may have 512 levels, where the deepest real one seen has 68, and a config 64.",
        Run("nesting_beyond_the_limit_is_refused");
    TOO_MANY_NODES = "tree-too-many-nodes", Error,
        "the text holds more values than the limit",
        "Reading is bounded so that memory is. Raise `x-metarest.limits.nodes` if the document really is that large; a config may have 100,000.",
        Run("nodes_beyond_the_limit_are_refused");
    MERGES_TOO_LARGE = "yaml-merges-too-large", Error,
        "merges bring together too many members",
        "Many mappings that merge (`<<`) a large one hold many times what is written. Reading is bounded to a million such members; real documents have some hundred.",
        Run("merges_beyond_the_limit_are_refused");
}
