//! Codes of `plan`: what a plan leaves undone or alone, and why.

use super::Example::Run;

codes! {
    GUARD = "plan-deletions-guarded", Warning,
        "so much would be deleted that nothing is",
        "Every endpoint, or more than ten and more than half of them, would be deleted. A wrong address or a document cut down by mistake looks like this, so all deletions are held back and the run ends with 1. If they are meant, give the approval hash with `--approve`; it releases exactly these.",
        Run("the_guard_holds_all_of_them_and_more_than_ten_that_are_more_than_half");
    NOT_WHOLE = "plan-document-not-whole", Warning,
        "deletions are held back because the document is not whole",
        "A path of the document could not be read or resolved. What is missing from it may only be unreadable, so nothing is deleted on its account until the document can be read whole.",
        Run("a_document_that_is_not_whole_deletes_nothing");
    NOT_EMPTY = "plan-collection-not-empty", Warning,
        "a collection stays because something else lives in it",
        "The document no longer has the collection, but in it is something that a person made or that a filter hides. Its own endpoints are deleted singly, the collection stays.",
        Run("a_collection_stays_while_something_else_lives_in_it");
    UNMANAGED = "plan-unmanaged", Info,
        "what a person made is left alone",
        "The entity has no `sourceHash`, and its first version is not a connector's. It is neither overwritten nor deleted, even if the document has one of the same name.",
        Run("an_unmanaged_entity_of_the_document_is_not_overwritten");
    DELETED_BY_PERSON = "plan-deleted-by-person", Info,
        "what a person deleted stays deleted",
        "The document has the entity, but a person deleted it, or what it is in, in the catalogue. Restore it there if it shall come back.",
        Run("what_a_connector_deleted_is_restored_and_what_a_person_deleted_is_not");
    NOT_A_BOT = "plan-writer-not-a-bot", Warning,
        "the token is not a bot's, so the server lets it overwrite texts",
        "The server keeps descriptions and display names against a bot's PUT, not against a person's. Every request carries the texts that are there, but one that someone writes while the run is under way can be lost. Use the token of a bot.",
        Run("a_writer_who_is_not_a_bot_is_told_so");
}
