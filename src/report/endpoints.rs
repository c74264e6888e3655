//! The endpoints of a preview as text: each with its method and path, the number of its fields, and the first line of
//! its description.

use std::rc::Rc;

use super::preview::summary;
use super::text::Style;
use crate::diagnostic::render::{Role, printable};
use crate::entity::{Collection, Endpoint};

/// More endpoints than this are counted, not listed.
const SHOWN: usize = 50;

/// The title of the first column; the others continue it.
const TITLE: &str = "endpoint, fields of";

/// Columns are aligned to methods and paths up to this length.
const WIDEST: usize = 64;

/// The most characters of a description where the width of the terminal is unknown.
const WIDEST_TEXT: usize = 60;

/// Where the terminal leaves less room, descriptions are left out.
const NARROWEST_TEXT: usize = 16;

/// The endpoints, collection by collection; empty if there are none.
pub(super) fn text(collections: &[Collection], endpoints: &[Rc<Endpoint>], style: Style) -> String {
    let shown = endpoints.get(..SHOWN.min(endpoints.len())).unwrap_or_default();
    if shown.is_empty() {
        return String::new();
    }
    let width = shown
        .iter()
        .map(|endpoint| name(endpoint).chars().count())
        .max()
        .unwrap_or(0)
        .clamp(TITLE.len(), WIDEST);
    let head = format!("  {:<width$}    request  response", TITLE);
    let mut out = format!("{}\n", (style.paint())(Role::Muted, &head));
    for collection in collections {
        let of = shown.iter().filter(|endpoint| endpoint.api_collection == collection.fqn);
        let lines: String = of.map(|endpoint| line(endpoint, width, style)).collect();
        if !lines.is_empty() {
            out.push_str(&format!("  {}\n{lines}", printable(&collection.name)));
        }
    }
    let rest = endpoints.len() - shown.len();
    if rest > 0 {
        out.push_str(&format!("    … and {rest} more; `--format json` lists them all with their fields\n"));
    }
    out
}

/// `GET /pets/{id}`.
fn name(endpoint: &Endpoint) -> String {
    match endpoint.request_method {
        Some(method) => format!("{method} {}", printable(&endpoint.display_name)),
        None => printable(&endpoint.display_name),
    }
}

fn line(endpoint: &Endpoint, width: usize, style: Style) -> String {
    let (request, response) = (endpoint.request_fields(), endpoint.response_fields());
    let line = format!("    {:<width$}  {request:>7}  {response:>8}  ", name(endpoint));
    let room = style.width.map_or(WIDEST_TEXT, |width| width.saturating_sub(line.chars().count()));
    let text = if room < NARROWEST_TEXT { String::new() } else { description(endpoint, room) };
    format!("{}\n", format!("{line}{text}").trim_end())
}

/// The first line of the description without its emphasis, cut.
fn description(endpoint: &Endpoint, room: usize) -> String {
    let first = printable(summary(endpoint).unwrap_or_default());
    match first.char_indices().nth(room.saturating_sub(1)) {
        Some((at, _)) if first.chars().count() > room => format!("{}…", first.get(..at).unwrap_or_default()),
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use crate::report::{PreviewOptions, PreviewReport, Style, preview};

    fn of(document: &str) -> PreviewReport {
        preview(None, document.as_bytes(), &PreviewOptions::default())
    }

    const TAGGED: &str = "openapi: 3.1.0
info: {title: shop}
paths:
  /pets:
    get:
      tags: [pets, toys]
      description: |

        Lists all pets, and a lot more than fits into the line of a terminal of eighty columns.
        More.
      parameters: [{name: q, in: query, schema: {type: string}}]
      responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {a: {type: object, properties: {b: {}}}}}}}}}
  /toys/{id}: {delete: {tags: [toys], summary: Removes a toy, description: For good., responses: {}}}
";

    #[test]
    fn each_endpoint_is_a_line_with_its_fields_and_its_description() {
        let expect = "shop  2 collections, 3 endpoints (2 operations are mapped; one with several tags is an endpoint \
                      in the collection of each)

  collection  endpoints
  pets                1
  toys                2

  endpoint, fields of    request  response
  pets
    GET /pets                  1         2  Lists all pets, and a lot more than fits into the line of a…
  toys
    GET /pets                  1         2  Lists all pets, and a lot more than fits into the line of a…
    DELETE /toys/{id}          0         0  Removes a toy
";
        let text = of(TAGGED).text(Style::default());
        assert!(text.starts_with(expect), "{text}");
        let narrow = of(TAGGED).text(Style { width: Some(60), ..Style::default() });
        assert!(
            narrow.contains("    GET /pets                  1         2  Lists all pets,…\n"),
            "{narrow}"
        );
        let narrow = of(TAGGED).text(Style { width: Some(50), ..Style::default() });
        assert!(narrow.contains("    GET /pets                  1         2\n"), "{narrow}");
    }

    #[test]
    fn more_endpoints_than_a_screen_has_are_counted() {
        let paths: String = (0..60).map(|n| format!("  /p{n}: {{get: {{responses: {{}}}}}}\n")).collect();
        let text = of(&format!("openapi: 3.1.0\ninfo: {{title: t}}\npaths:\n{paths}")).text(Style::default());
        assert_eq!(text.matches("    GET /p").count(), 50);
        assert!(
            text.contains("\n    … and 10 more; `--format json` lists them all with their fields\n"),
            "{text}"
        );
    }
}
