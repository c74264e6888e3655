//! Codes of `server` and `run`: what a run met outside.

use super::Example::Run;

codes! {
    UNREACHABLE = "server-unreachable", Error,
        "the server cannot be reached",
        "No connection, no answer in time, or a certificate that is not trusted, after every retry. Nothing was written.",
        Run("a_server_that_is_not_there_is_named");
    TOKEN_FILE = "run-token-file", Error,
        "the file that holds the token cannot be used",
        "`securityConfig.jwtToken` may be the path of a file; what is in it, without blanks at its end, is the token. The file is not there, cannot be read, or does not hold a token. Nothing was sent.",
        Run("a_token_comes_from_its_file");
    NOT_OPENMETADATA = "server-not-openmetadata", Error,
        "what answers at the address is not OpenMetadata's interface",
        "A login page, a proxy, or another program answers. OpenMetadata refuses in JSON with `code` and `message`; a 400, 403 or 404 in other words is not its own, and says nothing of rights. `hostPort` must hold the interface's own address, which ends in `/api`. Nothing was written.",
        Run("a_login_page_is_not_a_server");
    UNAUTHORIZED = "server-unauthorized", Error,
        "the server does not accept the token",
        "The token is missing, expired, revoked, or of another server. Nothing is sent after that.",
        Run("a_bad_token_is_named");
    REFUSED = "server-refused", Error,
        "the server refuses to say what it holds",
        "The token's user may not read services, collections or endpoints. Without them there is no difference to take, so nothing was written.",
        Run("a_refused_list_ends_the_run");
    RIGHTS = "server-rights", Error,
        "the token's user may not do what an ingest does",
        "An ingest creates a service, creates and edits collections and endpoints, reads them, and deletes what the document no longer has where `markDeletedApiCollections` asks for that. Each missing right is named with what stays undone without it. A right that the server gives under a condition counts as missing: its conditions are about owners. Access control is in OpenMetadata under Settings; the ingestion bot's role has all of it.",
        Run("rights_that_are_missing_are_named");
    RIGHTS_PARTLY = "server-rights-partly", Warning,
        "a right is missing without which all entities land, but not all of each",
        "An ingest does its work without this right, and leaves undone what is named. The ingestion bot's role has it.",
        Run("rights_without_which_all_entities_land_are_a_warning");
    AUDIT_LOG = "server-audit-log", Warning,
        "the audit log cannot be read",
        "From OpenMetadata 1.12 on the versions that the server keeps do not always tell who wrote a text; the audit log does. Without it a text whose author is not known stays as it is, also where a connector wrote it: it no longer follows the document. Everybody may read the log of one entity unless a policy denies it.",
        Run("an_audit_log_that_cannot_be_read_is_a_warning");
    CONNECTION = "run-connection-unknown", Error,
        "the connection is not to be had from the server",
        "The config has no `serviceConnection`, so it is taken from the service of that name in the server: there is none, it holds no connection, that is not usable, or it was not asked for, as in a preview. Nothing was written.",
        Run("a_connection_that_the_server_does_not_have_is_named");
    ANSWER = "server-answer", Error,
        "the server's answer makes no sense",
        "The request was answered as another one would be. Something between metarest and the server mixes answers up.",
        Run("a_conflict_where_nothing_was_patched_ends_the_run");
    VERSION_UNKNOWN = "server-version-unknown", Warning,
        "the server's version is not one that metarest was made against",
        "What a server can do is known by its version; this one is treated as the nearest known. Look at the plan before you carry it out. `enableVersionValidation: false` silences this.",
        Run("a_version_beyond_the_known_is_a_warning");
    USER_UNKNOWN = "server-user-unknown", Warning,
        "the server does not say whose token it is",
        "Whether texts that people wrote survive depends on the token being a bot's. It is treated as a person's: every write carries the texts that are there.",
        Run("a_server_that_hides_its_users_is_a_warning");
    SPEC_UNREACHABLE = "run-spec-unreachable", Error,
        "the document cannot be fetched or read",
        "No connection, no answer in time, no such file, or more bytes than allowed, after every retry. Nothing was written or deleted.",
        Run("a_document_that_is_not_there_ends_the_run");
    SPEC_STATUS = "run-spec-status", Error,
        "the document's address does not answer with 200",
        "What came is an error page, not the document. Nothing was written or deleted.",
        Run("a_document_that_is_not_there_ends_the_run");
    SPEC_PASS = "run-spec-credentials", Error,
        "what gives access to the document is not to be had",
        "The document's address wants something that has to be fetched first: the keys of a role, or a token for a client (OAuth 2). Nothing was written or deleted.",
        Run("a_role_that_cannot_be_assumed_is_named");
    SPEC_CUT_OFF = "run-spec-cut-off", Error,
        "the document broke off on the way",
        "Fewer bytes came than `Content-Length` promised, after every retry. Nothing was written or deleted.",
        Run("a_cut_off_document_deletes_nothing");
    NOT_LANDED = "run-not-landed", Error,
        "entities did not land",
        "The server refused them, or whether they were stored is not known. Each is named in the results with its reason; the next run tries again.",
        Run("an_entity_that_the_server_refuses_is_named");
    UNCONFIRMED = "run-not-confirmed", Error,
        "what was written could not be read back",
        "Answers of the server prove little, so what was written is read once more. That failed, so whether everything landed is not known, and nothing is deleted.",
        Run("what_cannot_be_read_back_is_named");
    HELD = "run-deletions-held", Error,
        "deletions are held back",
        "Deletions are made last. A write that was lost on the way to the server holds all of them back: what is there is not known. So does a list that cannot be read. A write that the server refused holds back only the deletion of what it would replace; the others are made, and the report names them.",
        Run("a_lost_write_holds_the_deletions_back");
    CANCELLED = "run-cancelled", Error,
        "the run was cancelled",
        "Nothing new was sent after that, and nothing deleted. What was on its way was waited for.",
        Run("a_cancelled_run_deletes_nothing");
    OUT_OF_TIME = "run-out-of-time", Error,
        "the run's time was over",
        "The run ended as if it had been cancelled. The next run goes on where it was.",
        Run("a_run_ends_with_its_time");
    NOT_REVIVED = "run-not-revived", Warning,
        "a run that was stopped cannot go on where it was",
        "What is stored of it is damaged, of another version of metarest, or of another config. A new run starts from the beginning: it reads what the server holds, so nothing is written twice.",
        Run("a_stored_run_of_another_config_starts_anew");
    STATUS = "run-status-not-written", Warning,
        "the ingestion pipeline's status could not be written",
        "The run does not show in OpenMetadata as it was. What it wrote is not touched by that.",
        Run("a_status_that_is_refused_is_a_warning");
    LOG_NOT_SENT = "run-log-not-sent", Warning,
        "the log could not be sent to the server",
        "With `enableStreamableLogs` it goes to the run of `ingestionPipelineFQN`. Old servers have no place for it, and those without a log store refuse it. The run goes on without; its report and its output say the same.",
        Run("a_log_that_the_server_does_not_take_is_a_warning");
    FORGIVEN = "run-errors-forgiven", Info,
        "the run ends with 0 although it did not go well",
        "`raiseOnError: false` asks for that.",
        Run("raise_on_error_false_ends_with_0");
}
