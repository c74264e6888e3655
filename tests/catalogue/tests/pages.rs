//! The pages for people: their content, and that no text on them becomes HTML.

mod support;

use metarest_catalogue::{Catalogue, Release, page};
use serde_json::{Value, json};
use support::{Client, collection, endpoint};

fn html(catalogue: &Catalogue, path: &str) -> (u16, String) {
    let response = page(catalogue, path);
    (response.status, String::from_utf8_lossy(&response.body).into_owned())
}

#[test]
fn texts_are_escaped_everywhere() {
    let evil = "<script>alert('x')</script>\"&";
    let mut client = Client::new(Release::V2_0);
    let name = "<i>s</i>";
    client.ok(
        "PUT",
        "/services/apiServices",
        json!({"name": name, "serviceType": "Rest", "description": evil}),
    );
    let mut one = collection("<b>c");
    one["service"] = json!(name);
    one["description"] = json!(evil);
    one["endpointURL"] = json!("javascript:alert(1)");
    client.ok("PUT", "/apiCollections", one);
    let mut two = endpoint("/<u>/get", "1");
    two["apiCollection"] = json!(format!("{name}.<b>c"));
    two["displayName"] = json!(evil);
    two["responseSchema"] = json!({"schemaFields": [
        {"name": "<x>", "dataType": "RECORD", "dataTypeDisplay": evil, "description": evil,
         "children": [{"name": "deep", "dataType": "INT"}]},
    ]});
    client.ok("PUT", "/apiEndpoints", two);
    let (status, text) = html(&client.catalogue, "/service/apiServices/%3Ci%3Es%3C%2Fi%3E");
    assert_eq!(status, 200);
    for raw in ["<script", "<i>", "<b>c", "<u>", "<x>", "href=\"javascript"] {
        assert!(!text.contains(raw), "{raw}");
    }
    for shown in ["&lt;script&gt;", "&lt;x&gt;", "deep", "GET", "Response", "1 collection, 1 endpoint"] {
        assert!(text.contains(shown), "{shown}");
    }
    assert!(!html(&client.catalogue, "/").1.contains("<i>"));
}

#[test]
fn which_pages_there_are() {
    let mut client = Client::with_collection(Release::V2_0);
    client.ok("PUT", "/services/apiServices", json!({"name": "my.svc", "serviceType": "Rest"}));
    for (path, status) in [
        ("/", 200),
        ("/service/apiServices/s", 200),
        ("/service/apiServices/my.svc", 200),
        ("/service/apiServices/%22my.svc%22", 200),
        ("/service/apiServices/nope", 404),
        ("/service/other/s", 404),
        ("/nope", 404),
    ] {
        assert_eq!(html(&client.catalogue, path).0, status, "{path}");
    }
    client.ok("DELETE", "/services/apiServices/name/s?recursive=true", Value::Null);
    assert_eq!(html(&client.catalogue, "/service/apiServices/s").0, 404, "deleted");
}
