//! What the document changes: one column of the matrix each, by the round.

use serde_json::{Map, Value, json};

use super::rows::Row;

/// An operation of the document, as far as columns change it.
pub(super) struct Operation {
    pub(super) tag: String,
    pub(super) id: String,
    pub(super) summary: Option<String>,
    pub(super) description: Option<String>,
    /// The type and the text of the fields on which people write, and whether they are there.
    pub(super) own_type: &'static str,
    pub(super) own_text: Option<String>,
    pub(super) own_there: bool,
    pub(super) sibling_type: &'static str,
    /// A field beside them, if there is one.
    pub(super) extra: Option<String>,
    pub(super) there: bool,
}

/// A name, and what it changes in that round; round 0 is the first document.
pub(super) struct Column {
    pub(super) name: &'static str,
    change: fn(&mut Operation, usize),
}

pub(super) const TYPES: [&str; 3] = ["string", "integer", "boolean"];

fn in_turn(round: usize) -> &'static str {
    TYPES[round % TYPES.len()]
}

fn odd(round: usize) -> bool {
    round % 2 == 1
}

fn doc(round: usize) -> Option<String> {
    Some(format!("doc {round}"))
}

fn lines(round: usize) -> Option<String> {
    Some(format!("several\nlines {round}"))
}

const fn column(name: &'static str, change: fn(&mut Operation, usize)) -> Column {
    Column { name, change }
}

pub(super) const COLUMNS: [Column; 24] = [
    column("nothing", |_, _| {}),
    column("description", |it, round| it.description = doc(round)),
    column("description-comes", |it, round| it.description = doc(round).filter(|_| odd(round))),
    column("description-goes", |it, round| it.description = doc(round).filter(|_| !odd(round))),
    column("lines", |it, round| it.description = lines(round)),
    column("lines-come", |it, round| it.description = lines(round).filter(|_| odd(round))),
    column("lines-go", |it, round| it.description = lines(round).filter(|_| !odd(round))),
    column("summary", |it, round| it.summary = Some(format!("sum {round}"))),
    column("summary-alone", |it, round| {
        it.description = None;
        it.summary = Some(format!("sum {round}"));
    }),
    column("url", |it, round| it.id = format!("{}-{round}", it.id)),
    column("sibling-type", |it, round| it.sibling_type = in_turn(round)),
    column("own-type", |it, round| it.own_type = in_turn(round)),
    column("more", |it, round| it.extra = Some(format!("extra{round}")).filter(|_| round > 0)),
    column("less", |it, round| it.extra = Some("extra".to_owned()).filter(|_| round == 0)),
    column("own-goes", |it, round| it.own_there = !odd(round)),
    column("own-text", |it, round| it.own_text = doc(round)),
    column("own-text-comes", |it, round| it.own_text = doc(round).filter(|_| odd(round))),
    column("own-text-goes", |it, round| it.own_text = doc(round).filter(|_| !odd(round))),
    column("own-lines", |it, round| it.own_text = lines(round)),
    column("own-lines-come", |it, round| it.own_text = lines(round).filter(|_| odd(round))),
    column("moved", moves),
    column("moved-text", |it, round| {
        moves(it, round);
        it.description = doc(round);
    }),
    column("gone", |it, round| it.there = round != 1),
    column("much", |it, round| {
        it.id = format!("{}-{round}", it.id);
        it.description = lines(round);
        it.own_type = in_turn(round);
        it.own_text = doc(round);
    }),
];

fn moves(it: &mut Operation, round: usize) {
    if round > 0 {
        it.tag = format!("{}{round}", it.tag);
    }
}

impl Operation {
    fn of(row: &Row, column: &Column, round: usize) -> Self {
        let mut it = Self::new("main", format!("{}-{}", row.name, column.name));
        (column.change)(&mut it, round);
        it
    }

    /// As the first document has it.
    pub(super) fn new(tag: &str, id: String) -> Self {
        Self {
            tag: tag.to_owned(),
            id,
            summary: None,
            description: doc(0),
            own_type: "string",
            own_text: Some("own".to_owned()),
            own_there: true,
            sibling_type: "string",
            extra: None,
            there: true,
        }
    }

    fn own(&self) -> Value {
        let mut schema = json!({"type": self.own_type});
        if let Some(text) = &self.own_text {
            schema["description"] = json!(text);
        }
        schema
    }

    /// The field on which people write stands at the top, in an object and in an array.
    fn schema(&self) -> Value {
        let text = json!({"type": "string", "description": "beside"});
        let mut properties = json!({
            "sibling": {"type": self.sibling_type, "description": "sibling"},
            "object": {"type": "object", "properties": {"other": text}},
            "list": {"type": "array", "items": {"type": "object", "properties": {"other": text}}},
        });
        if self.own_there {
            properties["own"] = self.own();
            properties["object"]["properties"]["own"] = self.own();
            properties["list"]["items"]["properties"]["own"] = self.own();
        }
        if let Some(name) = &self.extra {
            properties[name] = json!({"type": "string", "description": "extra"});
        }
        json!({"type": "object", "properties": properties})
    }

    pub(super) fn json(&self) -> Value {
        let content = json!({"application/json": {"schema": self.schema()}});
        let mut operation = json!({
            "tags": [self.tag],
            "operationId": self.id,
            "requestBody": {"content": content},
            "responses": {"200": {"description": "ok", "content": content}},
        });
        for (member, text) in [("summary", &self.summary), ("description", &self.description)] {
            if let Some(text) = text {
                operation[member] = json!(text);
            }
        }
        operation
    }
}

/// The name of the endpoint of a cell.
pub(super) fn name(row: &Row, column: &Column) -> String {
    format!("/{}/{}/post", row.name, column.name)
}

/// Whether that round's document has the column's endpoints.
pub(super) fn is_there(row: &Row, column: &Column, round: usize) -> bool {
    Operation::of(row, column, round).there
}

/// The document of a round.
pub(super) fn document(rows: &[Row], round: usize) -> Vec<u8> {
    let mut paths = Map::new();
    for row in rows {
        for column in &COLUMNS {
            let operation = Operation::of(row, column, round);
            if operation.there {
                let path = format!("/{}/{}", row.name, column.name);
                paths.insert(path, json!({"post": operation.json()}));
            }
        }
    }
    let info = json!({"title": "t", "version": "1"});
    json!({"openapi": "3.0.0", "info": info, "paths": paths}).to_string().into_bytes()
}
