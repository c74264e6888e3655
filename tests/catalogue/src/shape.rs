//! Strict parsing of a body: unknown members, wrong types, invalid enum values and invalid URIs are refused with the
//! server's messages (measured). The tables of known members are in `members`.

use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::release::{Release, Rules};
use crate::uri;

/// The type of a member.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    Text,
    Uri,
    /// A UUID of 36 characters.
    Uuid,
    Bool,
    Number,
    Enum(&'static Enum),
    Object(&'static Class),
    List(&'static Self),
    Any,
}

/// An enum of the server, by its Java name.
#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) class: &'static str,
    pub(crate) values: &'static [&'static str],
}

/// A class of the server, by its Java name, with the members it knows.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) class: &'static str,
    pub(crate) members: &'static [Member],
}

/// A member, and in which releases it is known.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) shape: Shape,
    pub(crate) since: Release,
    pub(crate) until: Release,
}

impl Member {
    fn known(&self, release: Release) -> bool {
        self.since <= release && release <= self.until
    }
}

impl Class {
    fn member(&self, name: &str, release: Release) -> Option<&'static Member> {
        self.members.iter().find(|member| member.name == name && member.known(release))
    }

    /// The names that a release knows.
    pub(crate) fn names(&self, release: Release) -> impl Iterator<Item = &'static str> {
        self.members.iter().filter(move |member| member.known(release)).map(|member| member.name)
    }
}

/// The path from the root to a value, as the server prints it.
#[derive(Clone, Copy)]
enum Chain<'a> {
    Root,
    Member(&'a Self, &'static str, &'a str),
    Item(&'a Self, usize),
}

impl Chain<'_> {
    fn text(&self) -> String {
        let mut steps = Vec::new();
        let mut at = self;
        loop {
            match at {
                Chain::Root => break,
                Chain::Member(before, class, name) => {
                    steps.push(format!("{class}[\"{name}\"]"));
                    at = before;
                }
                Chain::Item(before, index) => {
                    steps.push(format!("java.util.ArrayList[{index}]"));
                    at = before;
                }
            }
        }
        steps.reverse();
        steps.join("->")
    }

    fn refuse(&self, what: &str) -> Refusal {
        Refusal::bad(format!("{what} (through reference chain: {})", self.text()))
    }
}

/// Checks a whole body against a class.
pub(crate) fn check(body: &Value, class: &'static Class, rules: &Rules) -> Result<(), Refusal> {
    value(body, Shape::Object(class), rules, &Chain::Root)
}

/// Checks the elements of a list against a class; `null` is accepted here.
pub(crate) fn check_all(list: &[Value], class: &'static Class, rules: &Rules) -> Result<(), Refusal> {
    let elements = list.iter().enumerate().filter(|(_, element)| !element.is_null());
    let root = Chain::Root;
    elements.into_iter().try_for_each(|(index, element)| {
        value(element, Shape::Object(class), rules, &Chain::Item(&root, index))
    })
}

/// Checks one member of a class, as a PATCH writes it.
pub(crate) fn check_member(
    map: &Map<String, Value>,
    name: &str,
    class: &'static Class,
    rules: &Rules,
) -> Result<(), Refusal> {
    match (map.get(name), class.member(name, rules.release)) {
        (Some(found), Some(member)) => {
            value(found, member.shape, rules, &Chain::Member(&Chain::Root, class.class, member.name))
        }
        _ => Ok(()),
    }
}

fn value(found: &Value, shape: Shape, rules: &Rules, chain: &Chain<'_>) -> Result<(), Refusal> {
    match (shape, found) {
        (Shape::Any, _) | (Shape::Text, Value::String(_)) => Ok(()),
        (Shape::Bool, Value::Bool(_)) | (Shape::Number, Value::Number(_)) => Ok(()),
        (Shape::Uri, Value::String(text)) => uri::check(text).map_err(|problem| {
            let what = format!("Cannot deserialize value of type `java.net.URI` from String \"{text}\"");
            chain.refuse(&format!("{what}: not a valid textual representation, problem: {problem}"))
        }),
        (Shape::Uuid, Value::String(text)) if is_uuid(text) => Ok(()),
        (Shape::Uuid, Value::String(text)) => {
            let what = format!("Cannot deserialize value of type `java.util.UUID` from String \"{text}\"");
            let form = "UUID has to be represented by standard 36-char representation";
            Err(chain.refuse(&format!("{what}: {form}")))
        }
        (Shape::Enum(one), Value::String(text)) if one.values.contains(&text.as_str()) => Ok(()),
        (Shape::Enum(one), Value::String(text)) => {
            Err(chain.refuse(&format!("Cannot construct instance of `{}`, problem: {text}", one.class)))
        }
        (Shape::Object(class), Value::Object(map)) => object(map, class, rules, chain),
        (Shape::List(item), Value::Array(items)) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, one)| value(one, *item, rules, &Chain::Item(chain, index))),
        _ => Err(chain.refuse(&format!("Cannot deserialize value of type `{}`", java(shape)))),
    }
}

fn object(
    map: &Map<String, Value>,
    class: &'static Class,
    rules: &Rules,
    chain: &Chain<'_>,
) -> Result<(), Refusal> {
    map.iter().try_for_each(|(name, found)| {
        let here = Chain::Member(chain, class.class, name);
        match class.member(name, rules.release) {
            Some(member) => value(found, member.shape, rules, &here),
            None => Err(unknown(name, class, rules.release, &here)),
        }
    })
}

fn unknown(name: &str, class: &'static Class, release: Release, chain: &Chain<'_>) -> Refusal {
    let known: Vec<String> = class.names(release).map(|name| format!("\"{name}\"")).collect();
    let what = format!("Unrecognized field \"{name}\" (class {})", class.class);
    let list = format!("({} known properties: {}])", known.len(), known.join(", "));
    chain.refuse(&format!("{what}, not marked as ignorable {list}"))
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

fn java(shape: Shape) -> &'static str {
    match shape {
        Shape::Text | Shape::Any => "java.lang.String",
        Shape::Uri => "java.net.URI",
        Shape::Uuid => "java.util.UUID",
        Shape::Bool => "java.lang.Boolean",
        Shape::Number => "java.lang.Long",
        Shape::Enum(one) => one.class,
        Shape::Object(class) => class.class,
        Shape::List(_) => "java.util.ArrayList",
    }
}
