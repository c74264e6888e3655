//! Codes of `config`.

use super::Example::{Config, Run};

/// A minimal complete config. The lines that differ are in `$source` (members of the connection), `$metadata` (the
/// ingestion), `$server` (members of the server) and `$rest` (the outermost mapping).
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

/// A config without diagnostics.
const PLAIN: &str = config!(rest: "");

codes! {
    NOT_A_CONFIG = "config-not-a-config", Error,
        "the text is not a workflow config",
        "A workflow config is a mapping with `source`, `sink` and `workflowConfig`. It contains the URL of the OpenAPI document; the document itself is not a config.",
        Config { raises: "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\n", passes: PLAIN };
    SECOND_DOCUMENT = "config-second-document", Error,
        "the config file has more than one YAML document",
        "A line `---` begins a second document. OpenMetadata's own ingestion refuses such a file. The command line takes each of its documents as a config of its own; elsewhere, as in the page and in the Worker, which of them is meant is not known. Write each config into its own file.",
        Config { raises: config!(rest: "---\nsource: {}\n"), passes: PLAIN };
    UNKNOWN_KEY = "config-unknown-key", Error,
        "a key is not a known key of a workflow config",
        "OpenMetadata rejects unknown keys in every mapping, so a misspelt key is an error. The help suggests the nearest known key, or the mapping where the key belongs. Settings of metarest are under `x-metarest`.",
        Config {
            raises: config!(metadata: "    config: {type: ApiMetadata, markDeletedApiCollection: false}\n"),
            passes: config!(metadata: "    config: {type: ApiMetadata, markDeletedApiCollections: false}\n")
        };
    MISSING_KEY = "config-missing-key", Error,
        "a required key is missing or has no value",
        "A run needs this key. A key without a value counts as missing: `sink.config` must be at least `{}`.",
        Config { raises: config!(server: "    hostPort: http://localhost:8585/api\n"), passes: PLAIN };
    WRONG_TYPE = "config-wrong-type", Error,
        "a value is of the wrong type",
        "Booleans may be written as true, yes, on, t, y, 1 and their opposites, and whole numbers may be in quotes. A string must be a string, so `token: 5` needs quotes. Filter patterns are lists.",
        Config {
            raises: config!(metadata: "    config: {type: ApiMetadata, apiCollectionFilterPattern: {includes: pets}}\n"),
            passes: config!(metadata: "    config: {type: ApiMetadata, apiCollectionFilterPattern: {includes: [pets]}}\n")
        };
    INVALID_VALUE = "config-invalid-value", Error,
        "a value is not one that the key accepts",
        "The key accepts certain values, or numbers within bounds. Letter case matters: the connection's type is `Rest`. Only the source's type `rest` may be in any letter case.",
        Config {
            raises: config!(source: "      openAPISchemaConnection: {openAPISchemaURL: https://example.com/pets.json}\n      verifySSL: maybe\n"),
            passes: config!(source: "      openAPISchemaConnection: {openAPISchemaURL: https://example.com/pets.json}\n      verifySSL: no-ssl\n")
        };
    INVALID_URL = "config-invalid-url", Error,
        "a value is not a URL, or not one that can be fetched",
        "Write the full URL with its scheme. Documents are fetched over http and https; write the path of a file as `openAPISchemaFilePath`.",
        Config {
            raises: config!(server: "    hostPort: localhost:8585/api\n    securityConfig: {jwtToken: abc}\n"),
            passes: PLAIN
        };
    URL_CREDENTIALS = "config-url-credentials", Error,
        "a URL contains a user name or a password",
        "The URLs of the document, of S3 and of the documentation are stored in the catalogue, where everyone can see them, and other URLs are shown in messages. So no URL may contain a secret. Use `token` to send a bearer token with the request for the document, and `awsCredentials` for S3.",
        Config {
            raises: config!(source: "      openAPISchemaConnection: {openAPISchemaURL: 'https://me:secret@example.com/pets.json'}\n"),
            passes: PLAIN
        };
    URL_SECRET = "config-url-secret", Warning,
        "an address that is stored in the catalogue contains a secret",
        "The addresses of the document and of the documentation are stored in the service's connection, and become the addresses of collections and endpoints, as with the stock connector. So a secret in their query (`?token=…`, `?api_key=…`, `sig=`, `X-Amz-Signature=`) can be read by everyone who can read the catalogue, and is in plans and reports. A variable changes nothing about that: its value is stored. Send the secret apart from the address: `token` of the connection is sent as a bearer token, `x-metarest.auth.query` as a parameter that is not part of the stored address, and `x-metarest.headers` as a header. If the catalogue has the secret already, replace it by a new one.",
        Config {
            raises: config!(source: "      openAPISchemaConnection: {openAPISchemaURL: 'https://example.com/pets.json?token=abc'}\n"),
            passes: PLAIN
        };
    SHAPES_MIXED = "config-schema-shapes-mixed", Error,
        "the config specifies the place of the document twice",
        "The document is at a URL, in a file or in S3: `openAPISchemaConnection` has the keys for one of these. It cannot be combined with `openAPISchemaURL` directly in the connection.",
        Config {
            raises: config!(source: "      openAPISchemaConnection: {openAPISchemaURL: https://example.com/pets.json, openAPISchemaFilePath: pets.json}\n"),
            passes: PLAIN
        };
    FLAT_SCHEMA_URL = "config-flat-schema-url", Info,
        "the document's URL is where OpenMetadata 1.12.1 and earlier expect it",
        "Up to 1.12.1 `openAPISchemaURL` is directly in the connection. Since 1.12.2 it is in `openAPISchemaConnection`, and the stock connector rejects the old place. metarest accepts both, and sends the server the form that its version knows.",
        Config { raises: config!(source: "      openAPISchemaURL: https://example.com/pets.json\n"), passes: PLAIN };
    METADATA_TYPE = "config-metadata-type-missing", Warning,
        "the ingestion has no type",
        "Without `type: ApiMetadata`, and without a key that only API ingestion has, the stock connector assumes that databases are ingested, and ingests nothing. metarest assumes `ApiMetadata`.",
        Config { raises: config!(metadata: "    config: {}\n"), passes: PLAIN };
    DOCUMENTED_VALUE = "config-documented-value", Warning,
        "a value is in the documentation, but the stock connector rejects it",
        "Comments in OpenMetadata's sample have values that its own schema does not have: `loggerLevel: WARNING` for `WARN`, and `secretsManagerProvider: noop` and `azure` for `db` and `azure-kv`. metarest reads them as the values they mean.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n    secretsManagerProvider: noop\n"),
            passes: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n    secretsManagerProvider: db\n")
        };
    QUOTED_BOOLEAN = "config-quoted-boolean", Warning,
        "a boolean in quotes means the opposite to the stock connector",
        "The stock connector accepts `raiseOnError: \"false\"`, but reads any string as true. metarest reads it as false.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n  raiseOnError: 'false'\n"),
            passes: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n  raiseOnError: false\n")
        };
    NULL_VALUE = "config-null-value", Warning,
        "a key has no value, so its default is used",
        "A key without a value is null. The stock connector reads null as false where it needs a boolean; metarest uses the default, as if the key were missing.",
        Config {
            raises: config!(metadata: "    config: {type: ApiMetadata, markDeletedApiCollections: }\n"),
            passes: PLAIN
        };
    SERVICE_NAME = "config-service-name", Error,
        "the server rejects the service's name",
        "A name has 1 to 256 characters, without `::`, quotation marks and line breaks.",
        Config {
            raises: "source: {type: rest, serviceName: 'a::b', serviceConnection: {config: {openAPISchemaConnection: {openAPISchemaFilePath: pets.json}}}, sourceConfig: {config: {type: ApiMetadata}}}\nsink: {type: metadata-rest, config: {}}\nworkflowConfig: {openMetadataServerConfig: {hostPort: 'http://localhost:8585/api', securityConfig: {jwtToken: abc}}}\n",
            passes: "source: {type: rest, serviceName: 'a.b', serviceConnection: {config: {openAPISchemaConnection: {openAPISchemaFilePath: pets.json}}}, sourceConfig: {config: {type: ApiMetadata}}}\nsink: {type: metadata-rest, config: {}}\nworkflowConfig: {openMetadataServerConfig: {hostPort: 'http://localhost:8585/api', securityConfig: {jwtToken: abc}}}\n"
        };
    PLACEHOLDER = "config-placeholder", Warning,
        "a value is still the placeholder of a sample",
        "Samples have names in braces or angle brackets where you must write your own value. In OpenMetadata's sample, `{bot_jwt_token}` stands for the ingestion bot's token, which is in OpenMetadata under Settings, Bots, ingestion-bot. Read a secret from the environment, `$OM_TOKEN`, to keep it out of the file. A placeholder in a URL is an error, since such a URL cannot be fetched.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: '{bot_jwt_token}'}\n"),
            passes: PLAIN
        };
    TOKEN_UNREADABLE = "config-token-unreadable", Warning,
        "a token is malformed",
        "The token begins like a JSON Web Token, which has three parts, the first two of them JSON. This one was cut off when it was copied, or has other text before or after it. `Bearer` is not part of a token: it is added when the token is sent.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: Bearer abc}\n"),
            passes: PLAIN
        };
    TOKEN_EXPIRED = "config-token-expired", Warning,
        "the token has expired",
        "A JSON Web Token may have an expiry time, and this one is in the past by the clock of this machine. The server will most likely answer 401. Create a new token in OpenMetadata under Settings, Bots, ingestion-bot.",
        Run("an_expired_token_is_reported_if_the_time_is_known");
    SECRET_IN_PLAIN_TEXT = "config-secret-in-plain-text", Info,
        "a secret is in plain text",
        "Anyone who can read the file, its history or its backups can read the secret. Write `$NAME` or `${NAME}` instead: metarest, like the stock connector, reads the value from the environment, and in a Worker from its secrets.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: 4f1c8e2ab07d4d1f9c3e}\n"),
            passes: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: '${OPENMETADATA_JWT_TOKEN}'}\n")
        };
    AUTH_MIXED = "config-auth-mixed", Error,
        "more than one authentication method is set",
        "A request has one `Authorization` header. The connection's `token`, a header of that name and each member of `x-metarest.auth` set it; keep one of them.",
        Config {
            raises: config!(rest: "x-metarest: {auth: {basic: {username: me, password: a}, bearer: b}}\n"),
            passes: config!(rest: "x-metarest: {auth: {basic: {username: me, password: a}}}\n")
        };
    NOT_IN_VERSION = "config-not-in-version", Error,
        "the target version does not know a key",
        "The config of the stock connector has changed: up to 1.12.1 `openAPISchemaURL` is in the connection; 1.12.2 added `openAPISchemaConnection`, 1.12.4 added documents in S3, `verifySSL` and `sslConfig`, 2.0 added the sink's `override_metadata`. `metarest convert` writes what the target version accepts, and reports what it does not support.",
        Run("unsupported_keys_of_a_version_are_reported_and_nothing_is_written");
    IGNORED_KEY = "config-ignored-key", Warning,
        "a key has no effect, although one may be expected",
        "Filter patterns in the connection are defaults for OpenMetadata's forms, which the connector never reads; those in `sourceConfig.config` have an effect. `caCertificate` has an effect only with `verifySSL: validate`, and `enableStreamableLogs` only with `ingestionPipelineFQN`.",
        Config {
            raises: config!(source: "      openAPISchemaConnection: {openAPISchemaURL: https://example.com/pets.json}\n      apiCollectionFilterPattern: {includes: [pets]}\n"),
            passes: config!(metadata: "    config: {type: ApiMetadata, apiCollectionFilterPattern: {includes: [pets]}}\n")
        };
    HOST_WITHOUT_API = "config-host-without-api", Warning,
        "the server's address does not end in /api",
        "The URL of a request is `hostPort`, `/`, the API version and the path, and the path of OpenMetadata's API is `/api`. Without it, the server answers every request with the page of its user interface.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585\n    securityConfig: {jwtToken: abc}\n"),
            passes: PLAIN
        };
    INVALID_HEADER = "config-invalid-header", Error,
        "a header is not valid in HTTP",
        "The name of a header consists of letters, digits and some other characters, such as hyphens; its value of visible ASCII, spaces and tabs (RFC 9110). Rename the header, or encode its value as the receiver expects it.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n    extraHeaders: {X Team: data}\n"),
            passes: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n    extraHeaders: {X-Team: data}\n")
        };
    VARIABLE_STRUCTURE = "config-variable-structure", Error,
        "a variable would change the structure of the file",
        "`$NAME` and `${NAME}` are replaced by single values. A value with line breaks, a bracket at its start, or a colon followed by a space would change the meaning of the rest of the file if it were inserted before parsing. Quotes around the variable make it a string.",
        Config {
            raises: config!(metadata: "    config: {type: ApiMetadata, apiCollectionFilterPattern: {includes: $PATTERNS}}\n"),
            passes: config!(metadata: "    config: {type: ApiMetadata, apiCollectionFilterPattern: {includes: ['$PATTERN']}}\n")
        };
    VARIABLE_UNSET = "config-variable-unset", Warning,
        "a variable is not set",
        "Its literal text is used, as in the stock connector. Where there is no environment, as in the page, this is not reported: the value is known in the run only.",
        Run("an_unset_variable_is_used_literally_with_a_warning");
    CONNECTION_FROM_SERVER = "config-connection-from-server", Error,
        "the config has no connection to write to the server",
        "Without `serviceConnection`, the connection is read from the service of that name in the server. With `forceEntityOverwriting: true` every run writes the service, and then needs the connection in the config.",
        Config {
            raises: "source: {type: rest, serviceName: pets, sourceConfig: {config: {type: ApiMetadata}}}\nsink: {type: metadata-rest, config: {}}\nworkflowConfig: {openMetadataServerConfig: {hostPort: 'http://localhost:8585/api', forceEntityOverwriting: true, securityConfig: {jwtToken: abc}}}\n",
            passes: PLAIN
        };
    VERIFY_SSL_IGNORE = "config-verify-ssl-ignore", Warning,
        "the config turns off the verification of a server",
        "Without verification anyone between here and the server can read the token and change the document. For a certificate whose authority the system does not know, set `verifySSL: validate` and `sslConfig.caCertificate`: the server is then verified against that authority.",
        Config {
            raises: config!(server: "    hostPort: https://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n    verifySSL: ignore\n"),
            passes: config!(server: "    hostPort: https://localhost:8585/api\n    securityConfig: {jwtToken: abc}\n    verifySSL: no-ssl\n")
        };
    PROXY = "config-proxy", Error,
        "a proxy cannot be used",
        "HTTP_PROXY, HTTPS_PROXY and ALL_PROXY, also in lower case, set a proxy. NO_PROXY lists the hosts that are reached without it; this machine always is. A proxy is used over http or https, with the user name and password in its URL. A `Proxy-Authorization` in `extraHeaders` is meant for a gateway before the server, and does not get through a proxy.",
        Run("an_unusable_proxy_is_an_error");
    NOT_BUILT = "config-not-built", Error,
        "the config needs something that is not supported yet",
        "One setting is understood, but nothing carries it out: a named AWS profile. Write the keys into `awsCredentials`, or set the AWS variables of the environment. To go on as if it were absent would use other credentials than you mean. Remove the setting and use what the help names.",
        Config {
            raises: config!(source: "      openAPISchemaConnection: {openAPISchemaS3URL: 'https://b.s3.amazonaws.com/a.json', awsCredentials: {awsRegion: eu-west-1, profileName: dev}}\n"),
            passes: config!(source: "      openAPISchemaConnection: {openAPISchemaS3URL: 'https://b.s3.amazonaws.com/a.json', awsCredentials: {awsRegion: eu-west-1}}\n")
        };
    SECRETS_MANAGER = "config-secrets-manager", Error,
        "a value is in a secrets manager that cannot be asked",
        "`secret:ID` is the id of a secret. A run fetches it from the secrets manager that `secretsManagerProvider` names: AWS Secrets Manager (`aws`), AWS Parameter Store (`aws-ssm`), Azure Key Vault (`azure-kv`), Google Secret Manager (`gcp`) or Kubernetes (`kubernetes`). `secretsManagerLoader: env` lets it use the credentials of the environment; docs/secrets.md lists the variables of each. The other providers keep their secrets within the server. A `managed-…` provider stores its secrets in the same place as the one without `managed-`, which reads them. Nothing was asked.",
        Config {
            raises: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: 'secret:/om/token'}\n    secretsManagerProvider: aws\n"),
            passes: config!(server: "    hostPort: http://localhost:8585/api\n    securityConfig: {jwtToken: 'secret:/om/token'}\n    secretsManagerProvider: aws\n    secretsManagerLoader: env\n")
        };
    RUNTIME = "config-runtime", Error,
        "the config needs something that this runtime does not support",
        "A Worker has no file system, so it cannot read documents or tokens from files. Its runtime verifies every server against public authorities and sends no client certificate. A run that ignored the setting would not do what the config specifies. The command line supports all of these.",
        Run("what_a_worker_does_not_support_is_an_error_only_there");
    TOO_MANY = "config-too-many-mistakes", Info,
        "there are more problems than are shown",
        "At most a hundred diagnostics of each severity are shown. Fix those, then check again.",
        Run("the_number_of_diagnostics_is_limited");
}
