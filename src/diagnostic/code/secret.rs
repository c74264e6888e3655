//! The codes `secret-…`: values that a run fetches from a secrets manager.

use super::Example::Run;

codes! {
    CREDENTIALS = "secret-credentials", Error,
        "the secrets manager does not accept the credentials of the environment",
        "The variables of the environment are not those of an account that the secrets manager knows, they have expired, or they could not be exchanged for a token. The message has the answer of the provider. docs/secrets.md lists the variables of each provider. Nothing was written.",
        Run("credentials_that_are_not_accepted_are_named");
    DENIED = "secret-denied", Error,
        "a secret may not be read",
        "The secrets manager knows who asks, and does not allow it to read this secret. The message names the secret, the help the right that is missing. Some providers answer the same for a secret that does not exist. Nothing was written.",
        Run("a_secret_that_may_not_be_read_is_named_with_the_right");
    MISSING = "secret-missing", Error,
        "a secret does not exist, or is disabled or deleted",
        "The secrets manager has no secret of this id in the region, vault, project or namespace that the environment names, or it is disabled, or marked for deletion. Nothing was written.",
        Run("a_secret_that_does_not_exist_is_named");
    UNREACHABLE = "secret-unreachable", Error,
        "the secrets manager cannot be reached",
        "There was no connection, no answer in time, or only errors of the secrets manager itself, and all retries failed. A wrong region or vault has no address, so it looks the same. Nothing was written.",
        Run("a_secrets_manager_that_is_not_there_is_named");
    UNUSABLE = "secret-unusable", Error,
        "a secret cannot be used as the value",
        "What was fetched is empty, is not text, or breaks a rule that a value in the config must follow too: a token is complete and in one line, a certificate is PEM text. A secret that is a JSON object is not read key by key: OpenMetadata uses a secret as a whole. Nothing was written.",
        Run("a_secret_that_cannot_be_the_value_is_named");
}
