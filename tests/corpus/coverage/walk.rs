//! What an operation reaches, by the specifications alone: its parameters, and the properties of all its schemas.
//! Independent of metarest.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;

use super::plain::{At, Plain};

/// An operation with its request and responses.
pub(crate) struct Operation<'p> {
    pub(crate) path: &'p str,
    pub(crate) method: &'p str,
    /// Parameters, without those of a body.
    pub(crate) parameters: Vec<(&'p str, At<'p>)>,
    /// The properties of its parameters, and of its bodies of all media types.
    pub(crate) sent: Vec<Property<'p>>,
    /// The properties of its body.
    pub(crate) body: Vec<Property<'p>>,
    /// The properties of successful responses.
    pub(crate) good: Vec<Property<'p>>,
    /// The properties of other responses.
    pub(crate) other: Vec<Property<'p>>,
    /// The schemas of the response headers, and of the header parameters that OpenAPI 3 says to ignore.
    pub(crate) headers: Vec<At<'p>>,
    /// The operations of its callbacks.
    pub(crate) callbacks: Vec<At<'p>>,
}

/// A property that was reached.
pub(crate) struct Property<'p> {
    pub(crate) at: At<'p>,
    /// Its name, and the names of the properties above it.
    pub(crate) way: Rc<Way<'p>>,
}

/// The names on the shortest way to a property, itself first.
pub(crate) struct Way<'p> {
    pub(crate) name: &'p str,
    pub(crate) above: Option<Rc<Self>>,
}

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Keywords whose value is a schema.
const ONE: [&str; 13] = [
    "items",
    "additionalProperties",
    "additionalItems",
    "unevaluatedProperties",
    "unevaluatedItems",
    "propertyNames",
    "contains",
    "contentSchema",
    "not",
    "if",
    "then",
    "else",
    "schema",
];

/// Keywords whose value is a list of schemas.
const LIST: [&str; 5] = ["allOf", "oneOf", "anyOf", "prefixItems", "items"];

/// Keywords whose value is a mapping of schemas, `properties` apart.
const MAP: [&str; 3] = ["patternProperties", "dependentSchemas", "dependencies"];

/// Every operation under `paths`.
pub(crate) fn operations(plain: &Plain) -> Vec<Operation<'_>> {
    let root = plain.root();
    let newer = root.text("openapi").is_some_and(|version| version.starts_with("3.2"));
    let paths = root.get("paths").into_iter().flat_map(At::members);
    let mut found = Vec::new();
    for (path, item) in paths.filter(|(path, _)| !path.starts_with("x-")) {
        let layers = layers(plain, item);
        let mut seen = BTreeSet::new();
        for (method, operation) in layers.iter().flat_map(|layer| methods(*layer, newer)) {
            if seen.insert(method) {
                found.push(one(plain, path, method, follow(plain, operation), &layers));
            }
        }
    }
    found
}

/// The operations under `webhooks`.
pub(crate) fn webhooks(plain: &Plain) -> Vec<At<'_>> {
    let items = plain.root().get("webhooks").into_iter().flat_map(At::members);
    items.flat_map(|(_, item)| methods(follow(plain, item), true)).map(|(_, operation)| operation).collect()
}

fn methods(item: At<'_>, newer: bool) -> Vec<(&str, At<'_>)> {
    let known = |name: &str| METHODS.contains(&name) || (newer && name == "query");
    let own = item.members().filter(|(name, _)| known(name));
    let further = item.get("additionalOperations").filter(|_| newer).into_iter().flat_map(At::members);
    own.chain(further).filter(|(_, operation)| operation.value.is_object()).collect()
}

/// A path item and those that its `$ref` leads to.
fn layers<'p>(plain: &'p Plain, item: At<'p>) -> Vec<At<'p>> {
    let mut layers = vec![item];
    while let Some(next) = layers.last().and_then(|last| plain.target(*last, last.text("$ref")?)) {
        if layers.iter().any(|layer| layer.id() == next.id()) {
            break;
        }
        layers.push(next);
    }
    layers
}

/// A value with its references followed.
fn follow<'p>(plain: &'p Plain, at: At<'p>) -> At<'p> {
    layers(plain, at).pop().unwrap_or(at)
}

fn one<'p>(
    plain: &'p Plain,
    path: &'p str,
    method: &'p str,
    operation: At<'p>,
    layers: &[At<'p>],
) -> Operation<'p> {
    let owners = layers.iter().rev().copied().chain([operation]);
    let all = owners.flat_map(|owner| owner.get("parameters")).flat_map(At::items);
    let all: Vec<At<'p>> = all.map(|parameter| followed_parameter(plain, parameter)).collect();
    let is = |parameter: &At<'p>, words: &[&str]| parameter.text("in").is_some_and(|it| words.contains(&it));
    let named = |parameter: At<'p>| Some((parameter.text("name")?, parameter));

    let body = operation.get("requestBody").map(|body| follow(plain, body));
    let in_body = all.iter().filter(|parameter| is(parameter, &["body"]));
    let body: Vec<At<'p>> =
        body.into_iter().chain(in_body.copied()).flat_map(|at| schemas(plain, at)).collect();
    let form = all.iter().filter(|parameter| is(parameter, &["formData"])).filter_map(|at| named(*at));
    let sent = all.iter().filter(|parameter| !is(parameter, &["body", "formData"]));
    let parameters: Vec<_> = sent.filter_map(|at| named(*at)).collect();
    let (ignored, kept): (Vec<_>, Vec<_>) = parameters.iter().partition(|(_, at)| is_ignored(plain, *at));

    let (mut good, mut other) = (Vec::new(), Vec::new());
    let mut headers: Vec<_> = ignored.iter().flat_map(|(_, at)| schemas(plain, *at)).collect();
    let responses = operation.get("responses").into_iter().flat_map(At::members);
    let responses: Vec<_> = responses.filter(|(status, _)| !status.starts_with("x-")).collect();
    // `default` is for errors if there is a successful status.
    let is_good = |status: &str| status.starts_with('2');
    let any_good = responses.iter().any(|(status, _)| is_good(status));
    for (status, response) in responses {
        let response = follow(plain, response);
        let good_one = is_good(status) || (status == "default" && !any_good);
        let found = if good_one { &mut good } else { &mut other };
        found.extend(schemas(plain, response));
        let all = response.get("headers").into_iter().flat_map(At::members);
        headers.extend(all.flat_map(|(_, header)| schemas(plain, follow(plain, header))));
    }
    Operation {
        path,
        method,
        sent: reach(plain, &[], &kept),
        body: reach(plain, &body, &form.collect::<Vec<_>>()),
        good: reach(plain, &good, &[]),
        other: reach(plain, &other, &[]),
        parameters,
        headers,
        callbacks: callbacks(plain, operation),
    }
}

/// Whether OpenAPI 3 says to ignore a parameter, as other members describe it.
pub(crate) fn is_ignored(plain: &Plain, at: At<'_>) -> bool {
    let ignored = ["accept", "content-type", "authorization"];
    plain.root().get("openapi").is_some()
        && at.text("in") == Some("header")
        && at.text("name").is_some_and(|name| ignored.contains(&name.to_ascii_lowercase().as_str()))
}

/// A parameter with its references followed, but for one beside its own name and location: that leads to its schema.
fn followed_parameter<'p>(plain: &'p Plain, at: At<'p>) -> At<'p> {
    let own = at.text("name").is_some() && at.text("in").is_some();
    if own { at } else { follow(plain, at) }
}

fn callbacks<'p>(plain: &'p Plain, operation: At<'p>) -> Vec<At<'p>> {
    let callbacks = operation.get("callbacks").into_iter().flat_map(At::members);
    let items = callbacks.flat_map(|(_, callback)| follow(plain, callback).members());
    let items = items.filter(|(expression, _)| !expression.starts_with("x-"));
    items.flat_map(|(_, item)| methods(follow(plain, item), false)).map(|(_, operation)| operation).collect()
}

/// The schemas of a body, parameter, header or response: its own, and those of its media types.
fn schemas<'p>(plain: &'p Plain, at: At<'p>) -> Vec<At<'p>> {
    let media = at.get("content").into_iter().flat_map(At::members);
    let media = media.map(|(_, media)| follow(plain, media));
    let all = [at].into_iter().chain(media);
    all.flat_map(|at| ["schema", "itemSchema"].map(|key| at.get(key))).flatten().collect()
}

/// The properties that schemas reach, each once, by its shortest way; `named` are properties themselves.
fn reach<'p>(plain: &'p Plain, schemas: &[At<'p>], named: &[(&'p str, At<'p>)]) -> Vec<Property<'p>> {
    let mut found: Vec<Property<'p>> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut queue: VecDeque<(At<'p>, Option<Rc<Way<'p>>>)> = VecDeque::new();
    let take = |way: &Option<Rc<Way<'p>>>, name, at, found: &mut Vec<Property<'p>>| {
        let way = Rc::new(Way { name, above: way.clone() });
        found.push(Property { at, way: Rc::clone(&way) });
        (at, Some(way))
    };
    for (name, at) in named {
        let (_, way) = take(&None, name, *at, &mut found);
        // Of a parameter its schema or content; in 2.0 the parameter itself is a schema.
        queue.extend(self::schemas(plain, *at).into_iter().chain([*at]).map(|schema| (schema, way.clone())));
    }
    queue.extend(schemas.iter().map(|schema| (*schema, None)));
    while let Some((at, way)) = queue.pop_front() {
        if !seen.insert(at.id()) {
            continue;
        }
        for (name, property) in properties(plain, at) {
            let seen_before = seen.contains(&property.id());
            let next = take(&way, name, property, &mut found);
            if !seen_before {
                queue.push_back(next);
            }
        }
        queue.extend(below(plain, at).into_iter().map(|at| (at, way.clone())));
    }
    found
}

/// The properties of a schema, with those that a `$ref` among them names.
fn properties<'p>(plain: &'p Plain, at: At<'p>) -> Vec<(&'p str, At<'p>)> {
    let Some(map) = at.get("properties") else { return Vec::new() };
    let own = map.members().filter(|(name, at)| *name != "$ref" || !at.value.is_string());
    let named = map.text("$ref").and_then(|reference| plain.target(map, reference));
    own.chain(named.into_iter().flat_map(At::members)).collect()
}

/// The schemas in a schema or that it refers to, without its properties.
fn below<'p>(plain: &'p Plain, at: At<'p>) -> Vec<At<'p>> {
    let mut found = Vec::new();
    for key in ["$ref", "$dynamicRef"] {
        found.extend(at.text(key).and_then(|reference| plain.target(at, reference)));
    }
    found.extend(ONE.iter().filter_map(|key| at.get(key)).filter(|at| at.value.is_object()));
    found.extend(LIST.iter().filter_map(|key| at.get(key)).flat_map(At::items));
    found.extend(MAP.iter().filter_map(|key| at.get(key)).flat_map(At::members).map(|(_, at)| at));
    let mapping = at.get("discriminator").and_then(|discriminator| discriminator.get("mapping"));
    for (_, name) in mapping.into_iter().flat_map(At::members) {
        let Some(text) = name.value.as_str().filter(|text| text.contains('#')) else { continue };
        found.extend(plain.target(name, text));
    }
    found
}
