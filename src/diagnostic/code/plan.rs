//! Codes of `plan`: what a plan does not do, and what it loses.

use super::Example::Run;

/// The help if a token is not a bot's.
pub(crate) const BOT_TOKEN: &str =
    "use a bot's token: it is in OpenMetadata under Settings > Bots > ingestion-bot";

codes! {
    GUARD = "plan-deletions-guarded", Warning,
        "the deletions exceed the limit, so all are held back",
        "All endpoints, or more than ten and more than half of them, would be deleted. A wrong address or a truncated document has the same effect, so all deletions are held back and the run exits with 1. If they are intended, pass the approval hash with `--approve`; it releases exactly these deletions. `x-metarest.deletion` sets the limit.",
        Run("the_guard_holds_all_deletions_or_more_than_ten_and_half");
    APPROVAL_UNMATCHED = "plan-approval-unmatched", Error,
        "the approval matches no deletions of this plan",
        "`--approve` takes the hash of the deletions that somebody looked at. This plan has other ones, or none that wait for an approval: the document or the server has changed since, or the hash is that of another service. Nothing is written. Run `metarest plan`, and approve the hash that it shows.",
        Run("the_guard_holds_until_its_hash_is_given");
    CHANGED = "plan-changed", Error,
        "the plan is not the one that was to be carried out",
        "`ingest --plan FILE` carries out the plan that `plan --out FILE` wrote, and no other. The document, the config or the server has changed since, so this run would make other changes. Nothing is written. Make the plan again, look at it, and ingest with the new file.",
        Run("a_plan_that_changed_is_not_carried_out");
    OTHER_TARGET = "plan-other-target", Error,
        "the plan was made for another server or service",
        "`ingest --plan FILE` carries out a plan where it was made: the file names the server's address and the service. A server of the same content would get the same changes under the same hash, although nobody looked at its plan. Nothing is requested and nothing is written. Use the config that the plan was made with, or make a plan for this server.",
        Run("a_plan_of_another_server_or_service_is_not_carried_out");
    DOCUMENT_INCOMPLETE = "plan-document-incomplete", Warning,
        "deletions are held back because the document is incomplete",
        "A path of the document could not be read or resolved. An entity that seems to be missing may be in that part, so nothing is deleted until the whole document can be read.",
        Run("an_incomplete_document_deletes_nothing");
    NOT_EMPTY = "plan-collection-not-empty", Warning,
        "a collection is kept because it contains other entities",
        "The document no longer has the collection, but the collection contains an entity that a person created or that a filter hides. Its other endpoints are deleted one by one, and the collection is kept.",
        Run("a_collection_that_contains_other_entities_is_kept");
    RESTORED = "plan-deletion-restored", Warning,
        "what somebody restored is not deleted again without an approval",
        "A run deleted the entity since the document no longer has it, and somebody restored it from the runs of its service. It stays as it is: the document does not describe it. If the document gets it back, runs write it again. If it may go, pass the approval hash with `--approve`.",
        Run("what_was_restored_is_deleted_only_if_that_is_approved");
    DISCUSSED = "plan-endpoint-discussed", Warning,
        "an endpoint stays in place because it has votes, conversations or tasks",
        "The document has the endpoint under another tag. Its votes, conversations and tasks cannot be moved, because only their authors could create them again. With `keepDiscussed: true` the endpoint stays in place and is not created in its new collection. Move what matters by hand and delete the endpoint in OpenMetadata; the next run creates the new one.",
        Run("a_discussed_endpoint_stays_in_place_if_configured");
    USER_CONTENT_LOST = "plan-user-content-lost", Warning,
        "deletions include what people added",
        "A field or an entity is deleted, and with it a description, tags or owners that a person added. The plan lists each of them. A deleted entity keeps its own and can be restored in OpenMetadata. An endpoint that only changes its collection takes all of them along.",
        Run("user_content_of_deleted_entities_is_listed");
    USER_CONTENT_REPLACED = "plan-user-content-replaced", Warning,
        "the document's texts replace texts of people",
        "`overrideMetadata: true` has this effect. The plan lists each text with its author. Without the setting these texts are kept.",
        Run("with_override_metadata_the_document_wins");
    AUTHOR_UNKNOWN = "plan-author-unknown", Warning,
        "a text is kept because its author is unknown",
        "The text differs from the document's, and nothing shows whether a person wrote it: neither the stored hash, nor the versions, nor the audit log, which is kept for 90 days by default. From OpenMetadata 1.12 on, a connector's write can replace the author of a version, so a version that names the connector proves nothing. The text is kept. Set `overrideMetadata: true` to replace it by the document's text, or save it again in OpenMetadata to make it a person's.",
        Run("a_text_whose_author_is_unknown_is_kept_and_listed");
    NOT_STORED = "plan-not-stored", Warning,
        "the server would not store a difference, so it is not written",
        "This release of OpenMetadata reports such a write as successful and does not store it, or stores it and hides who wrote the present version. The plan lists each difference with the reason. An administrator can make the change in OpenMetadata; otherwise it is written together with the next change of the document that allows it.",
        Run("what_a_server_would_not_store_is_reported_and_not_written");
    BROKEN_ON_SERVER = "plan-entity-broken", Warning,
        "the server cannot return an endpoint, so it is left alone",
        "A field of the endpoint has a name that breaks every answer of the server that contains the field's tags, and every write of the endpoint: a quotation mark on OpenMetadata 1.12. No request can remove it; an administrator can, in the database. The other entities of the service are read and written, the endpoints of the same collection are deleted one by one if necessary, and the collection is kept.",
        Run("an_entity_that_breaks_every_list_is_named_and_left_alone");
    OTHER_WRITER = "plan-another-writer", Warning,
        "another user changes what this pipeline writes",
        "An entity matched the document exactly, and the named user changed it since then. A second pipeline for the same service, such as a scheduled run of the stock connector, and this one undo each other's changes. Stop one of them. If the document was reset to an earlier state, this warning appears once and can be ignored.",
        Run("another_writer_is_named_and_undone");
    ADOPTION = "plan-adoption", Info,
        "most entities of the service will be written",
        "The service was created by a tool that maps documents differently, such as the stock connector: with fewer fields, coarser types and shorter descriptions. The first run updates all of it to the document, except texts of people; later runs write only what changes.",
        Run("adopting_a_service_is_announced");
    UNMANAGED = "plan-unmanaged", Info,
        "an entity that a person created is left alone",
        "The entity has no `sourceHash`, and no connector made its first version. It is neither overwritten nor deleted, even if the document has an entity of the same name.",
        Run("an_unmanaged_entity_of_the_document_is_not_overwritten");
    DELETED_BY_PERSON = "plan-deleted-by-person", Info,
        "an entity that a person deleted stays deleted",
        "The document has the entity, but a person deleted it in the catalogue. Restore it there if it is needed again. `plan-service-deleted` and `plan-collection-deleted` are about a service and a collection that a person deleted.",
        Run("what_a_connector_deleted_is_restored_and_what_a_person_deleted_is_not");
    SERVICE_DELETED = "plan-service-deleted", Warning,
        "a person deleted the service, so nothing is written",
        "The service is deleted on the server, and the user who deleted it is not a connector. It stays deleted, and everything that the document has belongs to it. Restore it in OpenMetadata if it is needed again (Settings > Services > APIs, or `PUT /v1/services/apiServices/restore` with its id): this also restores everything in it. If it should stay deleted, stop the pipeline.",
        Run("a_service_that_a_person_deleted_is_a_warning_with_who_when_and_the_way_back");
    COLLECTION_DELETED = "plan-collection-deleted", Warning,
        "a person deleted a collection, so nothing is written in it",
        "The collection is deleted on the server, and the user who deleted it is not a connector. It stays deleted, and so do the entities that the document has in it. Restore it in OpenMetadata if it is needed again (on the page of its service, or `PUT /v1/apiCollections/restore` with its id): this also restores everything in it. `apiCollectionFilterPattern` excludes it permanently.",
        Run("collections_that_a_person_deleted_are_one_warning");
    NOT_A_BOT = "plan-writer-not-a-bot", Warning,
        "the token is not a bot's, so changes by hand cannot be distinguished from those of a run",
        "What the owner of the token writes by hand looks like the output of a run. Such a text is kept and listed, unless the stored hash proves that it is a document's. An entity that the owner deletes is created again if the document has it. Use the token of a bot: it is in OpenMetadata under Settings > Bots > ingestion-bot.",
        Run("a_writer_who_is_not_a_bot_gets_a_warning");
}
