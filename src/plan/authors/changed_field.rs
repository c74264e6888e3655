//! The server's names of changed fields → the paths that a plan uses.
//!
//! In: a `name` of a `changeDescription`, in versions and in the audit log. Out: what changed. The server names the text of
//! a field by a quoted path, `schemaFields."responseSchema.o.id".description`, and the fields of a level by the unquoted
//! names above them, `responseSchema.schemaFields.o`.

use std::borrow::Cow;

use crate::plan::current::stored_fields::SCHEMAS;

/// What changed.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::plan) enum ChangedField<'n> {
    /// A member of the entity itself.
    Member(&'n str),
    /// A text of a field, by its path: `responseSchema."x.y".description`.
    FieldText(String),
    /// The list of fields of a schema, or of a field in it: fields were added or removed.
    FieldList(&'static str),
    /// The tags of a field in that schema.
    FieldTags(&'static str),
}

impl<'n> ChangedField<'n> {
    /// Reads the server's name.
    pub(in crate::plan) fn read(name: &'n str) -> Self {
        field_text(name)
            .map(Self::FieldText)
            .or_else(|| SCHEMAS.into_iter().find_map(|schema| list(name, schema)))
            .unwrap_or(Self::Member(name))
    }

    /// The path of a text, as a plan writes it; none for lists.
    pub(in crate::plan) fn path(&self) -> Option<&str> {
        match self {
            Self::Member(path) => Some(path),
            Self::FieldText(path) => Some(path),
            Self::FieldList(_) | Self::FieldTags(_) => None,
        }
    }
}

/// `schemaFields."PATH".MEMBER`. A path that has quotation marks itself comes in quotes or with escaped ones.
fn field_text(name: &str) -> Option<String> {
    let (path, member) = name.strip_prefix("schemaFields.")?.rsplit_once('.')?;
    let path = path.strip_prefix('"').and_then(|path| path.strip_suffix('"')).unwrap_or(path);
    let in_schema = |schema| path.strip_prefix(schema).is_some_and(|rest: &str| rest.starts_with('.'));
    SCHEMAS.into_iter().any(in_schema).then(|| format!("{}.{member}", unescaped(path)))
}

/// Each level of quoting escapes the marks once more.
fn unescaped(path: &str) -> Cow<'_, str> {
    let mut path = Cow::Borrowed(path);
    while path.contains("\\\"") {
        path = Cow::Owned(path.replace("\\\"", "\""));
    }
    path
}

/// `SCHEMA.schemaFields`, with the names of fields behind it and perhaps `.tags`. A single name is a field, also `tags`.
fn list<'n>(name: &str, schema: &'static str) -> Option<ChangedField<'n>> {
    let below = name.strip_prefix(schema)?.strip_prefix(".schemaFields")?;
    if !below.is_empty() && !below.starts_with('.') {
        return None;
    }
    let of_a_field = below.strip_suffix(".tags").is_some_and(|field| !field.is_empty());
    Some(if of_a_field { ChangedField::FieldTags(schema) } else { ChangedField::FieldList(schema) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: &ChangedField<'_>) {
        assert_eq!(ChangedField::read(name), *expect, "{name}");
    }

    #[test]
    fn members_of_the_entity_are_read() {
        for name in ["description", "displayName", "endpointURL", "tags", "schemaFields", "responseSchema"] {
            check(name, &ChangedField::Member(name));
        }
    }

    #[test]
    fn texts_of_fields_are_read_by_their_path() {
        let text = |path: &str| ChangedField::FieldText(path.to_owned());
        check(r#"schemaFields."requestSchema.a".description"#, &text("requestSchema.a.description"));
        check(r#"schemaFields."responseSchema.o.id".displayName"#, &text("responseSchema.o.id.displayName"));
        check("schemaFields.responseSchema.id.dataTypeDisplay", &text("responseSchema.id.dataTypeDisplay"));
        // A name with a dot: quoted within the quotes, or escaped.
        let dotted = text(r#"responseSchema."x.y".description"#);
        check(r#"schemaFields."responseSchema."x.y"".description"#, &dotted);
        check(r#"schemaFields.responseSchema.\"x.y\".description"#, &dotted);
        check(
            r#"schemaFields.responseSchema.\"x.y\".id.description"#,
            &text(r#"responseSchema."x.y".id.description"#),
        );
        // A name with a quotation mark: escaped once in the field's FQN, and once more here.
        check(r#"schemaFields.responseSchema.a\\"b.description"#, &text(r#"responseSchema.a"b.description"#));
        // A field whose name is that of a member.
        check(
            r#"schemaFields."responseSchema.description".description"#,
            &text("responseSchema.description.description"),
        );
    }

    #[test]
    fn lists_of_fields_are_told_from_tags() {
        let (request, response) = SCHEMAS.into();
        check("requestSchema.schemaFields", &ChangedField::FieldList(request));
        check("responseSchema.schemaFields.o", &ChangedField::FieldList(response));
        check("responseSchema.schemaFields.x.y", &ChangedField::FieldList(response));
        check("responseSchema.schemaFields.o.tags", &ChangedField::FieldTags(response));
        check("responseSchema.schemaFields.x.y.tags", &ChangedField::FieldTags(response));
        check("responseSchema.schemaFields.tags", &ChangedField::FieldList(response));
        check("responseSchema.schemaFieldsX", &ChangedField::Member("responseSchema.schemaFieldsX"));
    }
}
