//! Keywords that leave no value: bounds that nothing fits between, values that other keywords rule out, properties that
//! are required and not allowed.
//!
//! In: the facts, types and parts of schemas that apply together. Out: what is wrong, as a message. Each keyword speaks
//! of values of its own type only (JSON Schema 2020-12 Validation, 6), so bounds of numbers say nothing of a string.

use std::collections::BTreeSet;

use fancy_regex::Regex;

use super::aliases::end;
use super::decimal::{Decimal, common_multiple, to_integers};
use super::expressions::compiled;
use super::keyword_facts::KeywordFacts;
use super::keywords::Keywords;
use super::subschemas::Subschema;
use super::types::{TypeName, Types};
use super::value_text::{quote, shortened};
use crate::spec::Documents;
use crate::tree::{Kind, Node};

/// Pairs of a lower and an upper bound that at least one value must fit between; whether the value may be neither; and
/// the kind of the value.
const BOUNDS: [(&str, &str, bool, Kind); 7] = [
    ("minimum", "maximum", false, Kind::Number),
    ("minimum", "exclusiveMaximum", true, Kind::Number),
    ("exclusiveMinimum", "maximum", true, Kind::Number),
    ("exclusiveMinimum", "exclusiveMaximum", true, Kind::Number),
    ("minLength", "maxLength", false, Kind::String),
    ("minItems", "maxItems", false, Kind::Array),
    ("minProperties", "maxProperties", false, Kind::Object),
];

/// The most listed values that are compared with the other keywords.
const MOST_VALUES: usize = 1000;

/// What is known of the values of a schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) facts: &'a KeywordFacts,
    pub(super) types: &'a Types,
    pub(super) nullable: bool,
}

impl Known<'_> {
    /// Whether values may be of a kind.
    fn allows(self, kind: Kind) -> bool {
        self.types.is_empty() || self.types.names.iter().any(|name| name.may_be(kind))
    }

    /// What no value of a kind leaves: nothing, or values of other types.
    fn none_of(self, kind: Kind, noun: &str) -> String {
        let names = &self.types.names;
        let alone = !names.is_empty() && names.iter().all(|name| name.may_be(kind));
        let only = alone && !self.types.null && !self.nullable;
        format!("no {} is valid", if only { "value" } else { noun })
    }

    /// Bounds that no value of their type fits between, as a message.
    pub(super) fn bounds(self) -> Option<String> {
        if self.facts.is_empty() {
            return None;
        }
        self.pairs().or_else(|| self.multiples())
    }

    fn pairs(self) -> Option<String> {
        BOUNDS.iter().filter(|(.., kind)| self.allows(*kind)).find_map(
            |(lower, upper, is_exclusive, kind)| {
                let (lower, least) = self.facts.number(lower)?;
                let (upper, greatest) = self.facts.number(upper)?;
                let is_empty = least > greatest || (*is_exclusive && least == greatest);
                let none = self.none_of(*kind, noun(*kind));
                is_empty.then(|| format!("{lower} and {upper} contradict each other: {none}"))
            },
        )
    }

    /// Bounds of numbers between which no multiple is.
    fn multiples(self) -> Option<String> {
        if !self.allows(Kind::Number) {
            return None;
        }
        let mut steps: Vec<Decimal> = self.facts.numbers("multipleOf").filter(Decimal::is_positive).collect();
        let is_integer = self.types.names == [TypeName::Integer];
        steps.extend(Decimal::read("1").filter(|_| is_integer));
        let bound = |inclusive: &str, exclusive: &str| {
            let inclusive = self.facts.number(inclusive).map(|(text, bound)| (text, bound, false));
            inclusive.or_else(|| self.facts.number(exclusive).map(|(text, bound)| (text, bound, true)))
        };
        let (lower, least, is_above) = bound("minimum", "exclusiveMinimum")?;
        let (upper, greatest, is_below) = bound("maximum", "exclusiveMaximum")?;
        steps.extend([least, greatest]);
        let mut numbers = to_integers(&steps)?;
        let (greatest, least) = (numbers.pop()?, numbers.pop()?);
        let step = numbers.into_iter().try_fold(None, |step, next| match step {
            None => Some(Some(next)),
            Some(step) => common_multiple(step, next).map(Some),
        })??;
        let mut first = least.div_euclid(step).checked_mul(step)?;
        if first < least || (is_above && first == least) {
            first = first.checked_add(step)?;
        }
        let is_empty = first > greatest || (is_below && first == greatest);
        let what = if is_integer { "integer" } else { "multiple" };
        let none = self.none_of(Kind::Number, "number");
        is_empty.then(|| format!("no {what} lies between {lower} and {upper}: {none}"))
    }

    /// That the facts rule out all listed values, as a message.
    pub(super) fn values(self, values: &[Node<'_>]) -> Option<String> {
        if values.is_empty() || values.len() > MOST_VALUES {
            return None;
        }
        let patterns: Vec<(&str, Regex)> = self.facts.patterns().collect();
        let mut ruling = BTreeSet::new();
        for value in values {
            let fact = self.facts.excluding(*value);
            let pattern = || excluding_pattern(*value, &patterns);
            ruling.insert(fact.or_else(pattern)?);
        }
        let texts: Vec<&str> = ruling.into_iter().collect();
        let texts = shortened(&texts.join(", "), 200);
        Some(format!("none of the values fits {texts}: no value is valid"))
    }
}

fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "number",
        Kind::String => "string",
        Kind::Array => "array",
        _ => "object",
    }
}

/// The text of an expression that a string does not match. One that takes too long matches.
fn excluding_pattern<'p>(value: Node<'_>, patterns: &[(&'p str, Regex)]) -> Option<&'p str> {
    let text = value.as_str()?.into_owned();
    let excludes = |(_, pattern): &&(&str, Regex)| matches!(pattern.is_match(&text), Ok(false));
    patterns.iter().find(excludes).map(|(fact, _)| *fact)
}

/// What the parts of a schema require and do not allow, as a message.
pub(super) fn parts<'d>(
    documents: &'d Documents,
    parts: &[Subschema<'d>],
    known: Known<'_>,
) -> Option<String> {
    let without_values = || {
        let is_empty = |part: &Subschema<'_>| part.keywords.values.is_some_and(|list| list.item(0).is_none());
        parts.iter().any(is_empty).then(|| "`enum` lists no values: no value is valid".to_owned())
    };
    let objects = || {
        let found = known.allows(Kind::Object).then(|| excluded_property(parts)).flatten();
        found.map(|what| format!("{what}: {}", known.none_of(Kind::Object, "object")))
    };
    let arrays = || {
        let found = known.allows(Kind::Array).then(|| missing_items(parts, known.facts)).flatten();
        found.map(|what| format!("{what}: {}", known.none_of(Kind::Array, "array")))
    };
    without_values()
        .or_else(objects)
        .or_else(arrays)
        .or_else(|| other_alternatives(documents, parts, known.types))
}

/// A property that is required, and that another keyword does not allow.
fn excluded_property(parts: &[Subschema<'_>]) -> Option<String> {
    let required: BTreeSet<&str> =
        parts.iter().flat_map(|part| part.keywords.required.iter().map(AsRef::as_ref)).collect();
    if required.is_empty() {
        return None;
    }
    let properties = parts.iter().flat_map(|part| &part.keywords.properties);
    let never = |(key, node): &&(std::borrow::Cow<'_, str>, Node<'_>)| {
        node.as_bool() == Some(false) && required.contains(&**key)
    };
    if let Some((key, _)) = properties.into_iter().find(never) {
        return Some(format!("{} is required, and its schema is `false`", quote(&shortened(key, 100))));
    }
    let closed = parts.iter().filter(|part| part.keywords.excludes_properties);
    let name = closed.into_iter().find_map(|part| unknown_name(&part.keywords, &required))?;
    Some(format!(
        "{} is required, and `additionalProperties: false` excludes it",
        quote(&shortened(name, 100))
    ))
}

/// A name that a schema describes by neither its properties nor its patterns.
fn unknown_name<'n>(keywords: &Keywords<'_>, names: &BTreeSet<&'n str>) -> Option<&'n str> {
    let known: BTreeSet<&str> = keywords.properties.iter().map(|(key, _)| key.as_ref()).collect();
    let patterns: Vec<Option<Regex>> =
        keywords.patterns.iter().map(|(pattern, _)| compiled(pattern)).collect();
    let fits = |name: &str| {
        let may_match = |pattern: &Option<Regex>| {
            pattern.as_ref().is_none_or(|pattern| !matches!(pattern.is_match(name), Ok(false)))
        };
        known.contains(name) || patterns.iter().any(may_match)
    };
    names.iter().copied().find(|name| !fits(name))
}

/// That an array needs more items than there may be.
fn missing_items(parts: &[Subschema<'_>], facts: &KeywordFacts) -> Option<String> {
    let (text, least) = facts.number("minItems")?;
    let most = parts.iter().filter_map(|part| match part.keywords.items {
        Some(items) if items.as_bool() == Some(false) => Some(0),
        _ => part.keywords.no_items.map(|_| part.keywords.prefix.len()),
    });
    let most = most.min()?;
    let is_empty = least > Decimal::read(&most.to_string())?;
    is_empty.then(|| format!("{text} and `items: false` contradict each other"))
}

/// That every alternative of a list is of another type.
fn other_alternatives<'d>(
    documents: &'d Documents,
    parts: &[Subschema<'d>],
    types: &Types,
) -> Option<String> {
    if types.is_empty() {
        return None;
    }
    let fits = |node: Node<'d>| {
        let schema = end(documents, node);
        schema.as_bool() != Some(false) && types.narrow(&Keywords::read_shape(schema).types).is_some()
    };
    let lists = parts.iter().flat_map(|part| &part.keywords.alternative_lists);
    let names: Vec<&str> = types.names.iter().map(TypeName::text).collect();
    lists.into_iter().any(|list| !list.items().any(fits)).then(|| {
        format!("none of the alternatives is of the type `{}`: no value is valid", names.join(" | "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::schema::annotations::Annotations;
    use crate::tree::{Limits, parse};

    /// Whether bounds of schemas that apply together leave no value of a type.
    fn message(types: &str, schemas: &str) -> Option<String> {
        let tree = |text: &str| parse(text.as_bytes(), Source::Spec, Limits::default()).value.unwrap();
        let (schemas, types) = (tree(schemas), tree(types));
        let mut all = Annotations::default();
        for schema in schemas.root().items() {
            all.merge(Keywords::read(schema).annotations);
        }
        let types = Types::read(types.root()).0;
        Known { facts: all.facts(), types: &types, nullable: all.nullable }.bounds()
    }

    #[test]
    fn bounds_that_leave_no_value_contradict_each_other() {
        let check = |types: &str, schemas: &str, expect: bool| {
            assert_eq!(message(types, schemas).is_some(), expect, "{types} {schemas}");
        };
        check("[]", "[{minimum: 2}, {maximum: 1}]", true);
        check("[]", "[{minimum: 2}, {maximum: 2}]", false);
        check("[]", "[{minimum: 2}, {exclusiveMaximum: 2}]", true);
        check("[]", "[{minimum: 2, exclusiveMinimum: true}, {maximum: 2}]", true);
        check("[]", "[{exclusiveMinimum: 2}, {exclusiveMaximum: 2.5}]", false);
        check("[]", "[{minLength: 2, maxLength: 1}]", true);
        check("[]", "[{minItems: 2}, {maxLength: 1}]", false);
        check("string", "[{minimum: 2, maximum: 1}]", false);
        check("string", "[{minLength: 2, maxLength: 1}]", true);
        check("number", "[{minLength: 2, maxLength: 1}, {minItems: 2, maxItems: 1}]", false);
        check("array", "[{minItems: 2, maxItems: 1}]", true);
        check("object", "[{minProperties: 2}, {maxProperties: 1}]", true);
    }

    #[test]
    fn bounds_without_a_multiple_contradict_each_other() {
        let check = |types: &str, schemas: &str, expect: bool| {
            assert_eq!(message(types, schemas).is_some(), expect, "{types} {schemas}");
        };
        check("number", "[{multipleOf: 10}, {minimum: 11, maximum: 19}]", true);
        check("number", "[{multipleOf: 10}, {minimum: 11, maximum: 20}]", false);
        check("number", "[{multipleOf: 10}, {minimum: 11, exclusiveMaximum: 20}]", true);
        check("number", "[{multipleOf: 10}, {exclusiveMinimum: -10, maximum: -1}]", true);
        check("number", "[{multipleOf: 0.1}, {minimum: 0.11, maximum: 0.19}]", true);
        check("number", "[{multipleOf: 4}, {multipleOf: 6}, {minimum: 1, maximum: 11}]", true);
        check("number", "[{multipleOf: 4}, {multipleOf: 6}, {minimum: 1, maximum: 12}]", false);
        check("integer", "[{minimum: 1.1, maximum: 1.9}]", true);
        check("number", "[{minimum: 1.1, maximum: 1.9}]", false);
        check("string", "[{multipleOf: 10}, {minimum: 11, maximum: 19}]", false);
        check("number", "[{multipleOf: 0}, {minimum: 11, maximum: 19}]", false);
        check("number", "[{multipleOf: 1e-300}, {minimum: 1e300, maximum: 2e300}]", false);
    }

    #[test]
    fn values_of_other_types_stay_valid() {
        let check = |types: &str, ending: &str| {
            let message = message(types, "[{minimum: 2, maximum: 1}]").unwrap();
            assert!(message.ends_with(ending), "{types}: {message}");
        };
        check("integer", ": no value is valid");
        check("[integer, string]", ": no number is valid");
        check("[integer, 'null']", ": no number is valid");
        check("[]", ": no number is valid");
    }
}
