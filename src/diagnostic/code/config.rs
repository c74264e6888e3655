//! Codes of `config`.

use super::Example::{Config, Run};

/// A whole config of the least: the lines that differ stand in `$source` (members of the connection), `$metadata`
/// (the ingestion), `$server` (members of the server) and `$rest` (the outermost mapping).
macro_rules! config {
    ($source:literal, $metadata:literal, $server:literal, $rest:literal) => {
        concat!(
            "source:\n  type: rest\n  serviceName: pets\n  serviceConnection:\n    config:\n      type: Rest\n",
            $source,
            "  sourceConfig:\n",
            $metadata,
            "workflowConfig:\n  openMetadataServerConfig:\n",
            $server,
            "sink: {type: metadata-rest, config: {}}\n",
            $rest
        )
    };
    (source: $text:literal) => {
        config!(
            $text,
            "    config: {type: ApiMetadata}\n",
            "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n",
            ""
        )
    };
    (metadata: $text:literal) => {
        config!(
            "      openAPISchemaConnection: {openAPISchemaURL: https://example.com/pets.json}\n",
            $text,
            "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n",
            ""
        )
    };
    (server: $text:literal) => {
        config!(
            "      openAPISchemaConnection: {openAPISchemaURL: https://example.com/pets.json}\n",
            "    config: {type: ApiMetadata}\n",
            $text,
            ""
        )
    };
    (rest: $text:literal) => {
        config!(
            "      openAPISchemaConnection: {openAPISchemaURL: https://example.com/pets.json}\n",
            "    config: {type: ApiMetadata}\n",
            "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n",
            $text
        )
    };
}

/// A config to which nothing can be said.
const PLAIN: &str = config!(rest: "");

codes! {
    NOT_A_CONFIG = "config-not-a-config", Error,
        "the text is not a workflow config",
        "A workflow config is a mapping with `source`, `sink` and `workflowConfig`. The OpenAPI document itself is named in it by its address, and is not given in its place.",
        Config { raises: "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\n", passes: PLAIN };
    UNKNOWN_KEY = "config-unknown-key", Error,
        "a key is not one of a workflow config",
        "OpenMetadata forbids keys that it does not know, in every mapping, so a misspelt one is an error and not a setting without effect. The nearest known key is offered, or the place where the key belongs. Settings of metarest alone live under `x-metarest`.",
        Config {
            raises: config!(metadata: "    config: {type: ApiMetadata, markDeletedApiCollection: false}\n"),
            passes: config!(metadata: "    config: {type: ApiMetadata, markDeletedApiCollections: false}\n")
        };
    MISSING_KEY = "config-missing-key", Error,
        "a key that must be there is missing or empty",
        "The run cannot do without it. A key written without a value is as good as none: `sink.config` must be at least `{}`.",
        Config { raises: config!(server: "    hostPort: http://localhost:8585/api\n"), passes: PLAIN };
    WRONG_TYPE = "config-wrong-type", Error,
        "a value is of the wrong type",
        "Booleans may be written as true, yes, on, t, y, 1 and their opposites, whole numbers in quotes; but a text must be a text, so `token: 5` needs quotes, and filter patterns are lists.",
        Config {
            raises: config!(metadata: "    config: {type: ApiMetadata, apiCollectionFilterPattern: {includes: pets}}\n"),
            passes: config!(metadata: "    config: {type: ApiMetadata, apiCollectionFilterPattern: {includes: [pets]}}\n")
        };
    INVALID_VALUE = "config-invalid-value", Error,
        "a value is not one that the key takes",
        "The key takes certain words, or numbers within bounds. Words are written as they stand in the documentation: the connection's type is `Rest`, while the source's is `rest` in any letter case.",
        Config {
            raises: config!(source: "      openAPISchemaConnection: {openAPISchemaURL: https://example.com/pets.json}\n      verifySSL: maybe\n"),
            passes: config!(source: "      openAPISchemaConnection: {openAPISchemaURL: https://example.com/pets.json}\n      verifySSL: no-ssl\n")
        };
    INVALID_URL = "config-invalid-url", Error,
        "a value is not a URL, or not one that can be fetched",
        "An address is written whole, with its scheme. Documents are fetched by http and https; a file is named in `openAPISchemaFilePath`.",
        Config {
            raises: config!(server: "    hostPort: localhost:8585/api\n    securityConfig: {jwtToken: abc}\n"),
            passes: PLAIN
        };
    URL_CREDENTIALS = "config-url-credentials", Error,
        "an address holds a user or a password",
        "The addresses of the document, of S3 and of the documentation are stored in the catalogue and shown to everyone there, and others in messages, so none may hold a secret. `token` sends a bearer token with the request for the document, `awsCredentials` has the keys for S3.",
        Config {
            raises: config!(source: "      openAPISchemaConnection: {openAPISchemaURL: 'https://me:secret@example.com/pets.json'}\n"),
            passes: PLAIN
        };
    SHAPES_MIXED = "config-schema-shapes-mixed", Error,
        "the config says in two ways where the document is",
        "The document is at a URL, in a file or in S3: `openAPISchemaConnection` takes the keys of one of these, and does not go with the flat `openAPISchemaURL`.",
        Config {
            raises: config!(source: "      openAPISchemaConnection: {openAPISchemaURL: https://example.com/pets.json, openAPISchemaFilePath: pets.json}\n"),
            passes: PLAIN
        };
    FLAT_SCHEMA_URL = "config-flat-schema-url", Info,
        "the document's address is written as OpenMetadata 1.12.1 and before have it",
        "Until 1.12.1 `openAPISchemaURL` stood directly in the connection; since 1.12.2 it stands in `openAPISchemaConnection`, and the stock connector refuses the old place. metarest takes both, and sends the server what its version knows.",
        Config { raises: config!(source: "      openAPISchemaURL: https://example.com/pets.json\n"), passes: PLAIN };
    METADATA_TYPE = "config-metadata-type-missing", Warning,
        "the ingestion does not say its type",
        "Without `type: ApiMetadata`, and without a key that only API ingestion has, the stock connector takes the ingestion for one of a database, and ingests nothing. metarest takes it for what it can only be.",
        Config { raises: config!(metadata: "    config: {}\n"), passes: PLAIN };
    DOCUMENTED_VALUE = "config-documented-value", Warning,
        "a value is in the documentation, but the stock connector refuses it",
        "Comments of OpenMetadata's sample name values that its own schema does not have: `loggerLevel: WARNING` for `WARN`, `secretsManagerProvider: noop` and `azure` for `db` and `azure-kv`. They are taken as what is meant.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n    secretsManagerProvider: noop\n"),
            passes: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n    secretsManagerProvider: db\n")
        };
    QUOTED_BOOLEAN = "config-quoted-boolean", Warning,
        "a boolean in quotes means the opposite to the stock connector",
        "`raiseOnError: \"false\"` is accepted by the stock connector, which then takes any text for true. metarest takes it for false.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n  raiseOnError: 'false'\n"),
            passes: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n  raiseOnError: false\n")
        };
    NULL_VALUE = "config-null-value", Warning,
        "a key has no value, and its default is used",
        "A key without a value is null. The stock connector takes that for false where it wants a boolean; metarest takes the default, as if the key were not there.",
        Config {
            raises: config!(metadata: "    config: {type: ApiMetadata, markDeletedApiCollections: }\n"),
            passes: PLAIN
        };
    SERVICE_NAME = "config-service-name", Error,
        "the service's name is one that the server refuses",
        "A name has 1 to 256 characters, and contains neither `::`, nor a quotation mark, nor a line break.",
        Config {
            raises: "source: {type: rest, serviceName: 'a::b', serviceConnection: {config: {openAPISchemaConnection: {openAPISchemaFilePath: pets.json}}}, sourceConfig: {config: {type: ApiMetadata}}}\nsink: {type: metadata-rest, config: {}}\nworkflowConfig: {openMetadataServerConfig: {hostPort: 'http://localhost:8585/api', securityConfig: {jwtToken: abc}}}\n",
            passes: "source: {type: rest, serviceName: 'a.b', serviceConnection: {config: {openAPISchemaConnection: {openAPISchemaFilePath: pets.json}}}, sourceConfig: {config: {type: ApiMetadata}}}\nsink: {type: metadata-rest, config: {}}\nworkflowConfig: {openMetadataServerConfig: {hostPort: 'http://localhost:8585/api', securityConfig: {jwtToken: abc}}}\n"
        };
    PLACEHOLDER = "config-placeholder", Warning,
        "a value is still the placeholder of a sample",
        "Samples have words in braces or angle brackets where something of one's own belongs: `{bot_jwt_token}` of OpenMetadata's is the ingestion bot's token, which is in OpenMetadata under Settings, Bots, ingestion-bot. Take a secret from the environment, `$OM_TOKEN`, so that it does not stand in the file. In an address a placeholder is an error, for nothing can be reached there.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: '{bot_jwt_token}'}\n"),
            passes: PLAIN
        };
    TOKEN_UNREADABLE = "config-token-unreadable", Warning,
        "a token is not a whole one",
        "A token that begins as a JSON Web Token does has three parts, of which the first two are JSON. This one was cut off when it was copied, or has something before or behind it. `Bearer` is not part of a token: it is sent before it anyway.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: Bearer abc}\n"),
            passes: PLAIN
        };
    TOKEN_EXPIRED = "config-token-expired", Warning,
        "a token is not good any more",
        "A JSON Web Token may say until when it is good, and this one's time is over by the clock of the caller. The server has the last word; it will most likely answer 401. Make a new token in OpenMetadata under Settings, Bots, ingestion-bot.",
        Run("a_token_whose_time_is_over_is_said_where_there_is_a_clock");
    SECRET_IN_CLEAR = "config-secret-in-clear", Info,
        "a secret is written in clear",
        "Whoever reads the file, its history or its backups has the secret. `$NAME` and `${NAME}` are filled from the environment, here as by the stock connector, and in the Worker from its secrets.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: 4f1c8e2ab07d4d1f9c3e}\n"),
            passes: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: '${OPENMETADATA_JWT_TOKEN}'}\n")
        };
    AUTH_MIXED = "config-auth-mixed", Error,
        "more than one way says how to authenticate",
        "A request carries one `Authorization`. The connection's `token`, a header of that name and the members of `x-metarest.auth` each say what it is; keep one of them.",
        Config {
            raises: config!(rest: "x-metarest: {auth: {basic: {username: me, password: a}, bearer: b}}\n"),
            passes: config!(rest: "x-metarest: {auth: {basic: {username: me, password: a}}}\n")
        };
    NOT_IN_VERSION = "config-not-in-version", Error,
        "a key is not known to the version that the config is meant for",
        "The stock connector's config changed its shape: up to 1.12.1 `openAPISchemaURL` stands in the connection; 1.12.2 brought `openAPISchemaConnection`, 1.12.4 documents in S3, `verifySSL` and `sslConfig`, 2.0 the sink's `override_metadata`. `metarest convert` writes what the version takes, and names what it cannot do.",
        Run("what_a_version_cannot_do_is_named_and_nothing_is_written");
    UNHEEDED = "config-unheeded-key", Warning,
        "a key has no effect, though its writer may count on one",
        "Filter patterns in the connection are defaults of OpenMetadata's own forms, which the connector never reads; those of `sourceConfig.config` filter. A `caCertificate` is heeded only with `verifySSL: validate`, `enableStreamableLogs` only with `ingestionPipelineFQN`.",
        Config {
            raises: config!(source: "      openAPISchemaConnection: {openAPISchemaURL: https://example.com/pets.json}\n      apiCollectionFilterPattern: {includes: [pets]}\n"),
            passes: config!(metadata: "    config: {type: ApiMetadata, apiCollectionFilterPattern: {includes: [pets]}}\n")
        };
    HOST_WITHOUT_API = "config-host-without-api", Warning,
        "the server's address does not end in /api",
        "Requests go to `hostPort`, `/`, the API's version and the path, and OpenMetadata's API stands below `/api`. Without it, every request is answered by the page of the user interface.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585\n    securityConfig: {jwtToken: abc}\n"),
            passes: PLAIN
        };
    INVALID_HEADER = "config-invalid-header", Error,
        "a header is not one that HTTP can carry",
        "A header's name has letters, digits and some signs, and its text visible ASCII, blanks and tabs (RFC 9110).",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n    extraHeaders: {X Team: data}\n"),
            passes: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n    extraHeaders: {X-Team: data}\n")
        };
    VARIABLE_STRUCTURE = "config-variable-structure", Error,
        "a variable would become structure",
        "`$NAME` and `${NAME}` stand for scalars. A value with line breaks, a bracket at its beginning or a colon and a blank would change what the rest of the file means if it were put in before reading; quotes around the variable make it a text.",
        Config {
            raises: config!(metadata: "    config: {type: ApiMetadata, apiCollectionFilterPattern: {includes: $PATTERNS}}\n"),
            passes: config!(metadata: "    config: {type: ApiMetadata, apiCollectionFilterPattern: {includes: ['$PATTERN']}}\n")
        };
    VARIABLE_UNSET = "config-variable-unset", Warning,
        "a variable is not set",
        "It stays as written, as the stock connector has it. Where there is no environment, as in a page, nothing is said: its value is known in the run.",
        Run("an_unset_variable_stays_as_written_with_a_warning");
    CONNECTION_FROM_SERVER = "config-connection-from-server", Error,
        "the connection is not in the config, which asks to write it",
        "Without `serviceConnection` the connection is taken from the service of that name in the server. With `forceEntityOverwriting: true` the service is written on every run, and there is nothing to write.",
        Config {
            raises: "source: {type: rest, serviceName: pets, sourceConfig: {config: {type: ApiMetadata}}}\nsink: {type: metadata-rest, config: {}}\nworkflowConfig: {openMetadataServerConfig: {hostPort: 'http://localhost:8585/api', forceEntityOverwriting: true, securityConfig: {jwtToken: abc}}}\n",
            passes: PLAIN
        };
    VERIFY_SSL_IGNORE = "config-verify-ssl-ignore", Warning,
        "the config asks not to verify a server",
        "Without verification anyone on the way can read the token and change the document. A certificate that the system does not know needs no `ignore`: `verifySSL: validate` with `sslConfig.caCertificate` holds the server against that authority.",
        Config {
            raises: config!(server: "    hostPort: https://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n    verifySSL: ignore\n"),
            passes: config!(server: "    hostPort: https://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n    verifySSL: no-ssl\n")
        };
    PROXY = "config-proxy", Error,
        "the way to a server leads through a proxy that cannot be used",
        "HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, in lower case too, name a proxy, NO_PROXY the hosts that are reached without one; this machine itself always is. A proxy is spoken to by http or https, with user and password from its address. `extraHeaders` with `Proxy-Authorization` are for something before the server, and cannot pass a proxy.",
        Run("a_proxy_that_cannot_be_used_is_named");
    NOT_BUILT = "config-not-built", Error,
        "the config asks for something that is not built yet",
        "It is a setting that OpenMetadata or metarest knows, and that this version of metarest cannot honour: named profiles of Amazon's tools, a secrets manager, and `x-metarest.schedule`. Going on without it would do something else than was asked for.",
        Config { raises: config!(rest: "x-metarest: {schedule: 0 3 * * *}\n"), passes: config!(rest: "x-metarest: {webhooks: true}\n") };
    RUNTIME = "config-runtime", Error,
        "the config asks for something that this runtime cannot do",
        "A Worker has no files, so that documents and tokens in files are not to be had, and its runtime verifies every server against public authorities and shows none a certificate. Going on without it would do something else than was asked for. The command line can do all of it.",
        Run("what_a_worker_cannot_do_is_an_error_there_alone");
    TOO_MANY = "config-too-many-mistakes", Info,
        "there are more mistakes than are said",
        "Of each severity a hundred are said. Mend those, and look again.",
        Run("a_config_of_nothing_but_mistakes_is_answered_in_bounds");
}
