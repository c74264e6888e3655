//! KeywordFacts: keywords that restrict or describe a value and become the last line of a description. In: the members of
//! Schema Objects that apply together. Out: for each keyword the values that hold for all of them.

use fancy_regex::Regex;

use super::decimal::Decimal;
use super::expressions::compiled;
use super::value_text::{code, one_line};
use crate::tree::{Kind, Node};

/// How a fact is formatted.
#[derive(Debug, Clone, Copy)]
enum FactFormat {
    /// Label and value: ``default `5` ``.
    Code,
    /// Label and value without code marks: `minimum 1`.
    Bare,
    /// The label alone, if the value is `true`.
    Flag,
    /// Label and the first element.
    First,
}

/// What holds where two schemas that apply together have one keyword (JSON Schema 2020-12, 10.2.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Together {
    /// The value of the first: the keyword describes, and restricts nothing.
    First,
    /// The greater value.
    Greatest,
    /// The lesser value.
    Least,
    /// Both.
    All,
}

use FactFormat::{Bare, Code, First, Flag};

/// The keywords that are facts, in the order of the line, with their labels.
const FACTS: [(&str, &str, FactFormat, Together); 23] = [
    ("default", "default", Code, Together::First),
    ("example", "example", Code, Together::First),
    ("x-example", "example", Code, Together::First),
    ("examples", "example", First, Together::First),
    ("format", "format", Code, Together::All),
    ("minimum", "minimum", Bare, Together::Greatest),
    ("maximum", "maximum", Bare, Together::Least),
    ("exclusiveMinimum", "exclusive minimum", Bare, Together::Greatest),
    ("exclusiveMaximum", "exclusive maximum", Bare, Together::Least),
    ("multipleOf", "multiple of", Bare, Together::All),
    ("minLength", "minimum length", Bare, Together::Greatest),
    ("maxLength", "maximum length", Bare, Together::Least),
    ("minItems", "minimum items", Bare, Together::Greatest),
    ("maxItems", "maximum items", Bare, Together::Least),
    ("uniqueItems", "unique items", Flag, Together::First),
    ("minContains", "minimum contains", Bare, Together::All),
    ("maxContains", "maximum contains", Bare, Together::All),
    ("minProperties", "minimum properties", Bare, Together::Greatest),
    ("maxProperties", "maximum properties", Bare, Together::Least),
    ("pattern", "pattern", Code, Together::All),
    ("contentEncoding", "content encoding", Code, Together::First),
    ("contentMediaType", "content type", Code, Together::First),
    ("collectionFormat", "collection format", Code, Together::First),
];

/// Whether a bound excludes a number, which may be the size of a value.
type Excludes = fn(&Decimal, &Decimal) -> bool;

/// Bounds of values by their kind.
const OF_NUMBERS: [(&str, Excludes); 4] = [
    ("minimum", |number, bound| number < bound),
    ("maximum", |number, bound| number > bound),
    ("exclusiveMinimum", |number, bound| number <= bound),
    ("exclusiveMaximum", |number, bound| number >= bound),
];
const OF_LENGTHS: [(&str, Excludes); 2] =
    [("minLength", |length, bound| length < bound), ("maxLength", |length, bound| length > bound)];
const OF_ITEMS: [(&str, Excludes); 2] =
    [("minItems", |count, bound| count < bound), ("maxItems", |count, bound| count > bound)];
const OF_PROPERTIES: [(&str, Excludes); 2] =
    [("minProperties", |count, bound| count < bound), ("maxProperties", |count, bound| count > bound)];

fn count(size: usize) -> Option<Decimal> {
    Decimal::read(&size.to_string())
}

/// The value of a keyword.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fact {
    /// The index in [`FACTS`]; a greater number for facts after them.
    keyword: usize,
    /// As it is shown.
    text: String,
    /// As it is written.
    value: String,
}

/// The facts of a field, in the order of the line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct KeywordFacts(Vec<Fact>);

impl KeywordFacts {
    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads a member of a Schema Object, if it is a fact.
    pub(super) fn take(&mut self, key: &str, value: Node<'_>) -> Option<()> {
        let keyword = FACTS.iter().position(|(keyword, ..)| *keyword == key)?;
        let (_, label, format, _) = FACTS.get(keyword)?;
        let is_true = value.as_bool() == Some(true);
        let text = match format {
            Code => Some([label, " ", &code(value)].concat()),
            First => value.items().next().map(|first| [label, " ", &code(first)].concat()),
            Flag => is_true.then(|| (*label).to_owned()),
            Bare if value.kind() == Kind::Bool => is_true.then(|| (*label).to_owned()),
            Bare => value.scalar().map(|_| [label, " ", &one_line(value)].concat()),
        };
        if let Some(text) = text {
            let value = value.scalar().map(|text| text.into_owned()).unwrap_or_default();
            self.add(Fact { keyword, text, value });
        }
        Some(())
    }

    /// Replaces an exclusive bound that is a flag beside a bound (draft 4) by one with the value.
    pub(super) fn join_exclusive(&mut self) {
        for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            let is_flag = self.get(exclusive).is_some_and(|fact| fact.value == "true");
            let Some(value) = self.get(bound).filter(|_| is_flag).map(|fact| fact.value.clone()) else {
                continue;
            };
            self.0.retain(|fact| !fact.is(bound));
            if let Some(fact) = self.0.iter_mut().find(|fact| fact.is(exclusive)) {
                fact.text = format!("{} {value}", fact.text);
                fact.value = value;
            }
        }
    }

    /// Replaces the examples by one.
    pub(super) fn replace_example(&mut self, example: &str) {
        let is_example = |at: usize| FACTS.get(at).is_some_and(|(_, label, ..)| *label == "example");
        self.0.retain(|fact| !is_example(fact.keyword));
        if let Some(keyword) = (0..FACTS.len()).find(|at| is_example(*at)) {
            self.add(Fact { keyword, text: format!("example {example}"), value: String::new() });
        }
    }

    /// Adds facts after all others.
    pub(super) fn add_last(&mut self, facts: &[String]) {
        for (text, keyword) in facts.iter().zip(FACTS.len()..) {
            self.add(Fact { keyword, text: text.clone(), value: String::new() });
        }
    }

    /// Adds the facts of another schema that applies together with this one.
    pub(super) fn merge(&mut self, other: Self) {
        if other.0.is_empty() {
            return;
        }
        if self.0.is_empty() {
            self.0 = other.0;
        } else {
            other.0.into_iter().for_each(|fact| self.add(fact));
        }
        self.drop_wider("minimum", "exclusiveMinimum", |bound, exclusive| bound > exclusive);
        self.drop_wider("maximum", "exclusiveMaximum", |bound, exclusive| bound < exclusive);
    }

    fn add(&mut self, fact: Fact) {
        let together = FACTS.get(fact.keyword).map_or(Together::First, |(.., together)| *together);
        let end = self.0.partition_point(|other| other.keyword <= fact.keyword);
        let last =
            end.checked_sub(1).filter(|at| self.0.get(*at).is_some_and(|it| it.keyword == fact.keyword));
        let Some(last) = last else { return self.0.insert(end, fact) };
        let old = self.0.get(last).and_then(Fact::number);
        let is_narrower = match (together, fact.number(), old) {
            (Together::Greatest, Some(new), Some(old)) => new > old,
            (Together::Least, Some(new), Some(old)) => new < old,
            // What is no number bounds nothing.
            (Together::Greatest | Together::Least, Some(_), None) => true,
            _ => false,
        };
        if together == Together::All && !self.0.contains(&fact) {
            self.0.insert(end, fact);
        } else if is_narrower && let Some(slot) = self.0.get_mut(last) {
            *slot = fact;
        }
    }

    /// Of a bound and an exclusive one, drops the one that follows from the other.
    fn drop_wider(&mut self, bound: &str, exclusive: &str, is_narrower: fn(Decimal, Decimal) -> bool) {
        let numbers = self.get(bound).and_then(Fact::number).zip(self.get(exclusive).and_then(Fact::number));
        if let Some((value, excluded)) = numbers {
            let wider = if is_narrower(value, excluded) { exclusive } else { bound };
            self.0.retain(|fact| !fact.is(wider));
        }
    }

    fn get(&self, keyword: &str) -> Option<&Fact> {
        self.0.iter().find(|fact| fact.is(keyword))
    }

    /// Removes those that another schema has too.
    pub(super) fn remove(&mut self, other: &Self) {
        self.0.retain(|fact| !other.0.contains(fact));
    }

    /// The first value of a keyword, as it is shown and as a number, if it is one.
    pub(super) fn number(&self, keyword: &str) -> Option<(&str, Decimal)> {
        let fact = self.get(keyword)?;
        Some((fact.text.as_str(), fact.number()?))
    }

    /// All values of a keyword that are numbers.
    pub(super) fn numbers(&self, keyword: &str) -> impl Iterator<Item = Decimal> {
        self.0.iter().filter(move |fact| fact.is(keyword)).filter_map(Fact::number)
    }

    /// The patterns that can be run, each with its text.
    pub(super) fn patterns(&self) -> impl Iterator<Item = (&str, Regex)> {
        let patterns = self.0.iter().filter(|fact| fact.is("pattern"));
        patterns.filter_map(|fact| Some((fact.text.as_str(), compiled(&fact.value)?)))
    }

    /// The text of a bound that excludes a value of its kind.
    pub(super) fn excluding(&self, value: Node<'_>) -> Option<&str> {
        let (size, bounds): (Decimal, &[(&str, Excludes)]) = match value.kind() {
            Kind::Number => (Decimal::read(&value.text())?, &OF_NUMBERS),
            Kind::String => (count(value.text().chars().count())?, &OF_LENGTHS),
            Kind::Array => (count(value.items().count())?, &OF_ITEMS),
            Kind::Object => (count(value.members().count())?, &OF_PROPERTIES),
            Kind::Bool | Kind::Null => return None,
        };
        bounds.iter().find_map(|(keyword, excludes)| {
            let (text, bound) = self.number(keyword)?;
            excludes(&size, &bound).then_some(text)
        })
    }

    /// The texts, without a format that the display of the type shows. If it shows that of an integer, one of numbers
    /// says no more.
    pub(super) fn texts<'f>(&'f self, display: &'f str) -> impl Iterator<Item = &'f str> {
        let is_integer = display.starts_with("integer<");
        let is_shown = move |fact: &&Fact| {
            let format = fact.value.as_str();
            let is_of_numbers = is_integer && matches!(format, "float" | "double");
            fact.is("format") && (is_of_numbers || display.contains(&format!("<{format}>")))
        };
        self.0.iter().filter(move |fact| !is_shown(fact)).map(|fact| fact.text.as_str())
    }
}

impl Fact {
    fn is(&self, keyword: &str) -> bool {
        FACTS.get(self.keyword).is_some_and(|(other, ..)| *other == keyword)
    }

    fn number(&self) -> Option<Decimal> {
        Decimal::read(&self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Source;
    use crate::tree::{Limits, parse};

    /// The facts of schemas that apply together.
    fn facts(schemas: &str) -> KeywordFacts {
        let tree = parse(schemas.as_bytes(), Source::Spec, Limits::default()).value.unwrap();
        let mut all = KeywordFacts::default();
        for schema in tree.root().items() {
            let mut facts = KeywordFacts::default();
            for member in schema.members() {
                facts.take(&member.key, member.value);
            }
            facts.join_exclusive();
            all.merge(facts);
        }
        all
    }

    #[test]
    fn facts_of_several_schemas_hold_for_all() {
        let check = |schemas: &str, expect: &str| {
            let facts = facts(schemas);
            assert_eq!(facts.texts("").collect::<Vec<_>>().join("; "), expect, "{schemas}");
        };
        check("[{minimum: 1}, {minimum: 2.5}]", "minimum 2.5");
        check("[{minimum: 3}, {minimum: 2.5}]", "minimum 3");
        check("[{maxLength: 9}, {maxLength: 10}]", "maximum length 9");
        check("[{minimum: 3}, {exclusiveMinimum: 3}]", "exclusive minimum 3");
        check("[{minimum: 4}, {exclusiveMinimum: 3}]", "minimum 4");
        check("[{exclusiveMaximum: 3}, {maximum: 2}]", "maximum 2");
        check("[{minimum: 1, exclusiveMinimum: true}, {minimum: 1}]", "exclusive minimum 1");
        check("[{exclusiveMinimum: true}]", "exclusive minimum");
        check("[{minimum: 1, exclusiveMinimum: false}]", "minimum 1");
        check("[{minimum: a}, {minimum: 2}]", "minimum 2");
        check("[{maxLength: 5}, {maxLength: a}]", "maximum length 5");
        check("[{pattern: a}, {pattern: b}, {pattern: a}]", "pattern `a`; pattern `b`");
        check("[{default: a}, {default: b, uniqueItems: true}]", "default `a`; unique items");
    }
}
