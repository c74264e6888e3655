//! Codes of `entity`: names, tags, filters and coverage.

use super::Example::{Config, Run};

codes! {
    NAME_CUT = "name-cut", Warning,
        "a name is longer than the server accepts",
        "OpenMetadata accepts names of up to 256 characters. A longer name is cut and ends in `~` and a hash of the whole name, so that it is the same in every run.",
        Run("long_names_are_cut_with_a_diagnostic");
    NAME_TAKEN = "name-taken", Warning,
        "two operations would have the same name",
        "After encoding, two operations of one collection have the same name. The name of the second gets a hash of its place in the document.",
        Run("operations_with_the_same_name_get_a_hash");
    FILTER_UNUSED = "filter-matches-nothing", Warning,
        "a filter pattern matches nothing",
        "The pattern matches no tag or path of the document: it has a typing error, or is no longer needed. Patterns are anchored at the start: `efault` does not match `default`, `.*efault` does.",
        Run("a_pattern_that_matches_nothing_is_a_warning");
    FILTER_COSTLY = "filter-too-costly", Error,
        "a filter pattern takes too many steps",
        "A pattern with nested repetitions can take practically forever. Matching stops after a number of steps, and the run ends before anything is written, because it is unknown what the pattern would match.",
        Run("a_pattern_with_too_many_steps_stops_the_run");
    FILTER_INVALID = "filter-invalid", Error,
        "a filter pattern is not a regular expression",
        "Filters are regular expressions in Python's syntax. This one cannot be compiled, so nothing is fetched or written.",
        Config {
            raises: "source:\n  type: rest\n  serviceName: a\n  serviceConnection:\n    config:\n      type: Rest\n      openAPISchemaURL: https://a.example/openapi.json\n  sourceConfig:\n    config:\n      type: ApiMetadata\n      apiEndpointFilterPattern:\n        includes: ['[']\nsink:\n  type: metadata-rest\n  config: {}\nworkflowConfig:\n  openMetadataServerConfig:\n    hostPort: http://localhost:8585/api\n    securityConfig:\n      jwtToken: a.b.c\n",
            passes: "source:\n  type: rest\n  serviceName: a\n  serviceConnection:\n    config:\n      type: Rest\n      openAPISchemaURL: https://a.example/openapi.json\n  sourceConfig:\n    config:\n      type: ApiMetadata\n      apiEndpointFilterPattern:\n        includes: ['[/]']\nsink:\n  type: metadata-rest\n  config: {}\nworkflowConfig:\n  openMetadataServerConfig:\n    hostPort: http://localhost:8585/api\n    securityConfig:\n      jwtToken: a.b.c\n",
        };
    NO_ADDRESS = "endpoint-without-address", Error,
        "an endpoint has no address",
        "The server requires a URL for every endpoint. A document from a file has no URL, and this one names no server, or only relative ones such as `/v1`. Set `docURL` in the service connection, or write the whole address of the API into `servers`.",
        Run("a_file_without_servers_and_doc_url_is_an_error");
    COVERAGE_BELOW = "coverage-below-minimum", Error,
        "the coverage of the document is below the minimum",
        "The share of schema nodes that the entities hold is below `--min-coverage`. Nodes that a policy or a filter leaves out do not count. An ingest ends before anything is written; `preview` and `plan` still show everything. The losses list what is missing, each with its place.",
        Run("coverage_below_the_minimum_is_an_error");
}
