//! Codes of `plan`: what a plan leaves undone or alone, and why.

use super::Example::Run;

/// The help where a token is not a bot's.
pub(crate) const BOT_TOKEN: &str =
    "use a bot's token: it is in OpenMetadata under Settings > Bots > ingestion-bot";

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
    DISCUSSED = "plan-endpoint-discussed", Warning,
        "an endpoint stays in place because people talk about it",
        "The document has the endpoint under another tag. People voted for it, talk about it or have tasks on it, and only they could do so again at its new place. With `keepDiscussed: true` it stays where it is and is not made at its new place. Move what matters by hand and delete it in OpenMetadata; the next run makes the new one.",
        Run("what_people_talk_about_stays_in_place_if_it_shall");
    WORDS_GO = "plan-words-go", Warning,
        "what people wrote goes with what the document no longer has",
        "A field or an entity goes, and with it a description, tags or owners that a person gave to it. The plan lists each; the deleted entity keeps its own and can be restored in OpenMetadata. An endpoint that only changes its collection takes all of it along.",
        Run("what_people_gave_to_what_goes_is_listed");
    WORDS_REPLACED = "plan-words-replaced", Warning,
        "the document's texts replace what people wrote",
        "`overrideMetadata: true` asks for that. The plan lists each text with its author; without the setting they stay.",
        Run("with_override_metadata_the_document_wins");
    AUTHOR_UNKNOWN = "plan-author-unknown", Warning,
        "a text stays because nobody can tell who wrote it",
        "The text differs from the document's, and no evidence says whether a person wrote it: not the stored hash, not the versions, not the audit log, which is kept for 90 days unless the server says otherwise. From OpenMetadata 1.12 on a connector's write can take over the author of a version, so a version that names the connector proves nothing. The text stays. `overrideMetadata: true` puts the document's in its place; writing it once more in OpenMetadata makes it a person's.",
        Run("nobody_can_tell_so_the_text_stays_and_is_listed");
    UNSTORED = "plan-not-stored", Warning,
        "the server would not store a difference, so it is not tried",
        "This release answers the write as done and stores nothing, or stores it only by hiding who wrote the version that is there. The plan lists each with its reason. An administrator can change it in OpenMetadata; otherwise it lands with the next change of the document that goes with it.",
        Run("what_a_server_keeps_from_bots_is_said_and_not_tried");
    UNREADABLE = "plan-entity-broken", Warning,
        "the server cannot give an entity, so it is left alone",
        "A field of the endpoint has a name that breaks every answer of the server that holds its tags, and every write of it: a quotation mark on OpenMetadata 1.12. No request removes it; an administrator can, in the database. The rest of the service is read and written, its neighbours are deleted one by one, and its collection stays.",
        Run("an_entity_that_breaks_every_list_is_named_and_left_alone");
    OTHER_WRITER = "plan-another-writer", Warning,
        "somebody else writes what this pipeline writes",
        "An entity was exactly as the document says, and was changed since by the user named. A second pipeline for the same service, such as a scheduled run of the stock connector, undoes this one each time, and this one that. Stop one of them. After a document went back to an earlier state this is said once, and means nothing.",
        Run("another_writer_is_named_and_undone");
    ADOPTION = "plan-adoption", Info,
        "nearly everything of the service will be written",
        "The service was filled by something that maps documents in another way, such as the stock connector: with fewer fields, coarser types, and without facts in the descriptions. The first run brings all of it to the document, what people wrote apart; the following ones write only what changes.",
        Run("adopting_a_service_is_told_beforehand");
    UNMANAGED = "plan-unmanaged", Info,
        "what a person made is left alone",
        "The entity has no `sourceHash`, and its first version is not a connector's. It is neither overwritten nor deleted, even if the document has one of the same name.",
        Run("an_unmanaged_entity_of_the_document_is_not_overwritten");
    DELETED_BY_PERSON = "plan-deleted-by-person", Info,
        "what a person deleted stays deleted",
        "The document has the entity, but a person deleted it in the catalogue. Restore it there if it shall come back. Of a service or a collection that a person deleted, `plan-service-deleted` and `plan-collection-deleted` tell.",
        Run("what_a_connector_deleted_is_restored_and_what_a_person_deleted_is_not");
    SERVICE_DELETED = "plan-service-deleted", Warning,
        "a person deleted the service, so nothing is written",
        "The server holds the service as deleted, and the user who deleted it is not a connector. What a person deleted stays deleted, and everything that the document has is in the service. Restore it in OpenMetadata if it shall come back (Settings > Services > APIs, or `PUT /v1/services/apiServices/restore` with its id): with it comes what was in it. If it shall stay deleted, stop the pipeline.",
        Run("a_service_that_a_person_deleted_is_a_warning_with_who_when_and_the_way_back");
    COLLECTION_DELETED = "plan-collection-deleted", Warning,
        "a person deleted a collection, so nothing is written in it",
        "The server holds the collection as deleted, and the user who deleted it is not a connector. It stays deleted, and with it what the document has in it. Restore it in OpenMetadata if it shall come back (on the page of its service, or `PUT /v1/apiCollections/restore` with its id): with it comes what was in it. `apiCollectionFilterPattern` keeps it out of the document for good.",
        Run("collections_that_a_person_deleted_are_one_warning");
    NOT_A_BOT = "plan-writer-not-a-bot", Warning,
        "the token is not a bot's, so its owner's own work cannot be told from a run's",
        "What the owner of the token writes by hand looks like what a run wrote: such a text stays and is listed unless the stored hash proves it a document's, and what the owner deletes comes back if the document has it. Use the token of a bot: it is in OpenMetadata under Settings > Bots > ingestion-bot.",
        Run("a_writer_who_is_not_a_bot_is_told_so");
}
