//! The codes `server-…` and `run-…`: the server, the document's address, the end of a run.

use super::Example::Run;

codes! {
    UNREACHABLE = "server-unreachable", Error,
        "the server cannot be reached",
        "There was no connection, no answer in time, or a certificate that is not trusted, and all retries failed. Nothing was written.",
        Run("a_server_that_is_not_there_is_named");
    TOKEN_FILE = "run-token-file", Error,
        "the token file cannot be used",
        "`securityConfig.jwtToken` may be the path of a file. Its content, without whitespace at the end, is the token. The file does not exist, cannot be read, or does not contain a token. Nothing was sent.",
        Run("a_token_comes_from_its_file");
    UNAVAILABLE = "server-unavailable", Error,
        "the server cannot answer now",
        "The server, or a proxy in front of it, answers with HTTP 429 (too many requests) or a status of 500 and above, and did so again after all retries, or asks to wait longer than a run waits. The address may be right: run again later. Where many runs start at the same time, give them schedules of their own.",
        Run("a_server_that_is_busy_is_told_from_another_product");
    NOT_OPENMETADATA = "server-not-openmetadata", Error,
        "the address is not that of OpenMetadata's API",
        "A login page, a proxy or another program answers at the address. OpenMetadata's errors are JSON with `code` and `message`; a 400, 403 or 404 in another format is not from OpenMetadata and does not mean a missing permission. `hostPort` must be the address of the API, which ends in `/api`. Nothing was written.",
        Run("a_login_page_is_not_a_server");
    UNAUTHORIZED = "server-unauthorized", Error,
        "the server rejects the token",
        "The token is missing, has expired, was revoked, or belongs to another server. No more requests are sent.",
        Run("a_bad_token_is_named");
    REFUSED = "server-refused", Error,
        "the server refuses to list its entities",
        "The token's user may not read services, collections or endpoints. Without them no plan can be made, so nothing was written.",
        Run("a_refused_list_ends_the_run");
    RIGHTS = "server-rights", Error,
        "the token's user lacks a permission that an ingest needs",
        "An ingest creates a service, creates, edits and reads collections and endpoints, and with `markDeletedApiCollections` deletes what the document no longer has. The message names each missing permission and what fails without it. A permission that the server grants under a condition counts as missing, because these conditions are about owners. Access control is in OpenMetadata under Settings; the ingestion bot's role has all permissions.",
        Run("rights_that_are_missing_are_named");
    RIGHTS_PARTLY = "server-rights-partly", Warning,
        "a permission is missing without which the entities are written incompletely",
        "Without this permission an ingest writes all entities, but not all of their content; the message names what is left out. The ingestion bot's role has it.",
        Run("rights_without_which_all_entities_land_are_a_warning");
    AUDIT_LOG = "server-audit-log", Warning,
        "the audit log cannot be read",
        "From OpenMetadata 1.12 on, the version history does not always show who wrote a text; the audit log does. Without it, a text whose author is unknown stays as it is, even if a connector wrote it, and no longer follows the document. Everybody may read the log of one entity, unless a policy denies it.",
        Run("an_audit_log_that_cannot_be_read_is_a_warning");
    CONNECTION = "run-connection-unknown", Error,
        "the connection cannot be read from the server",
        "The config has no `serviceConnection`, so the connection is read from the service of that name on the server. The service does not exist, has no connection or an unusable one, or the command does not read from the server (`preview`). Nothing was written.",
        Run("a_connection_that_the_server_does_not_have_is_named");
    ANSWER = "server-answer", Error,
        "the server's answer does not match the request",
        "The answer cannot belong to the request. A proxy between metarest and the server may mix up answers.",
        Run("a_conflict_where_nothing_was_patched_ends_the_run");
    VERSION_UNKNOWN = "server-version-unknown", Warning,
        "metarest was not tested with the server's version",
        "The version determines what metarest expects from a server; an unknown version is treated as the nearest known one. Check the plan before you run an ingest. `enableVersionValidation: false` turns this warning off.",
        Run("a_version_beyond_the_known_is_a_warning");
    USER_UNKNOWN = "server-user-unknown", Warning,
        "the owner of the token is unknown",
        "The server does not return the token's user. With a bot's token the server protects texts that people wrote, so the token is treated as a person's: every write includes the texts that are on the server.",
        Run("a_server_that_hides_its_users_is_a_warning");
    SPEC_UNREACHABLE = "run-spec-unreachable", Error,
        "the document cannot be fetched or read",
        "There was no connection, no answer in time, no such file, or more bytes than allowed, and all retries failed. Nothing was written or deleted. The message names the reason. Check the address or the path of the document; a relative path starts at the folder in which metarest is started. `metarest check --connect` asks for the document alone. Behind a proxy, set HTTPS_PROXY; for a certificate of your own authority, `sslConfig.caCertificate`; for a document beyond the limit, `x-metarest.limits.bytes`. With `--spec FILE`, a copy of the document is read from disk instead.",
        Run("a_document_that_is_not_there_ends_the_run");
    SPEC_STATUS = "run-spec-status", Error,
        "the document's address does not answer with status 200",
        "The answer is an error page, not the document. Nothing was written or deleted.",
        Run("a_document_that_is_not_there_ends_the_run");
    SPEC_CREDENTIALS = "run-spec-credentials", Error,
        "the credentials for the document cannot be fetched",
        "The document's address requires credentials that are fetched first: the keys of an AWS role, or a token for a client (OAuth 2). Nothing was written or deleted.",
        Run("a_role_that_cannot_be_assumed_is_named");
    ADDRESS_PRIVATE = "run-address-private", Error,
        "an address is in a private network, which this host does not use",
        "Whoever runs metarest here has forbidden addresses that only the own network reaches: the machine itself, private networks, link-local addresses, metadata services of clouds, and local names. Otherwise a config, or a redirect of a server that it names, could read what is not meant to be read. Nothing was sent there. Use an address on the internet, or run metarest where the address may be used, for example with `metarest ingest` in that network.",
        Run("a_private_address_is_refused");
    SPEC_CUT_OFF = "run-spec-cut-off", Error,
        "the document was cut off in transit",
        "Fewer bytes arrived than `Content-Length` announced, and all retries failed. Nothing was written or deleted.",
        Run("a_cut_off_document_deletes_nothing");
    ENTITIES_FAILED = "run-entities-failed", Error,
        "entities were not written",
        "The server refused them, or it is unknown whether it stored them. The results name each with its reason; the next run tries again.",
        Run("an_entity_that_the_server_refuses_is_named");
    UNCONFIRMED = "run-not-confirmed", Error,
        "written entities could not be read back",
        "The server's answer to a write does not prove that everything was stored, so written entities are read back. That failed, so it is unknown whether all of them were stored, and nothing is deleted.",
        Run("what_cannot_be_read_back_is_named");
    HELD = "run-deletions-held", Error,
        "deletions are held back",
        "Deletions come last. A write without an answer holds all of them back, because the state of the server is unknown. So does a list that cannot be read. A write that the server refused holds back only the deletion of the entity that it would replace; the other deletions are carried out, and the report names them.",
        Run("a_lost_write_holds_the_deletions_back");
    CANCELLED = "run-cancelled", Error,
        "the run was cancelled",
        "No new requests were sent after that, and nothing was deleted. Requests that were already sent were completed.",
        Run("a_cancelled_run_deletes_nothing");
    OUT_OF_TIME = "run-out-of-time", Error,
        "the run exceeded its time limit",
        "The run ended as if it had been cancelled. The next run continues from there.",
        Run("a_run_ends_with_its_time");
    NOT_REVIVED = "run-not-revived", Warning,
        "a stopped run cannot be resumed",
        "Its stored state is damaged, or belongs to another version of metarest or to another config. A new run starts from the beginning. It reads the state of the server, so nothing is written twice.",
        Run("a_stored_run_of_another_config_starts_anew");
    STATUS = "run-status-not-written", Warning,
        "the ingestion pipeline's status could not be written",
        "OpenMetadata does not show the result of this run. The entities that it wrote are not affected.",
        Run("a_status_that_is_refused_is_a_warning");
    LOG_NOT_SENT = "run-log-not-sent", Warning,
        "the log could not be sent to the server",
        "With `enableStreamableLogs` the log is sent to the run of `ingestionPipelineFQN`. Old servers cannot store it, and servers without a log store refuse it. The run continues without it; its report and its output have the same content.",
        Run("a_log_that_the_server_does_not_take_is_a_warning");
    FILE_NOT_WRITTEN = "file-not-written", Error,
        "a file could not be written",
        "The config of `check --fix` and `convert --in-place`, or the plan of `--out`, is not in its file: the folder is missing, the disk is full, or permissions are. A file that is there already stays as it is. What the report says of the config is about the file as it is.",
        Run("a_file_that_cannot_be_written_is_unchanged");
    ERRORS_ALLOWED = "run-errors-allowed", Info,
        "the run exits with 0 in spite of errors",
        "`raiseOnError: false` is set.",
        Run("raise_on_error_false_ends_with_0");
}
