//! What is refused, and what is just accepted: connections by release, names, depth, content types, bodies.

#![expect(clippy::panic, reason = "a test ends where something is not as it must be")]

mod support;

use std::io::Write;

use metarest_catalogue::{Catalogue, Release, Reply, Request};
use serde_json::{Value, json};
use support::{BOT, Client, PERSON, endpoint, named};

#[test]
fn connections_by_release() {
    let flat = json!({"type": "Rest", "openAPISchemaURL": "http://specs.test/"});
    let nested = |ways: Value| json!({"type": "Rest", "openAPISchemaConnection": ways});
    let url = nested(json!({"openAPISchemaURL": "http://specs.test/"}));
    let two = nested(json!({"openAPISchemaURL": "http://specs.test/", "openAPISchemaFilePath": "x"}));
    for (name, config, passes) in [
        ("flat", flat, [true, false, false]),
        ("nested", url, [false, true, true]),
        ("two ways", two, [false; 3]),
        ("no way", nested(json!({})), [false; 3]),
        ("other type", json!({"type": "rest", "openAPISchemaURL": "http://specs.test/"}), [false; 3]),
    ] {
        for (release, passes) in [Release::V1_6, Release::V1_12, Release::V2_0].into_iter().zip(passes) {
            let mut client = Client::new(release);
            let body = json!({"name": "s", "serviceType": "Rest", "connection": {"config": config}});
            let (status, answer) = client.answer(BOT, "PUT", "/services/apiServices", body);
            assert_eq!(status, if passes { 201 } else { 400 }, "{name} on {release}: {answer}");
        }
    }
}

#[test]
fn names() {
    for (name, status) in [
        ("x".repeat(256), 201),
        ("x".repeat(257), 400),
        ("😀".repeat(128), 201),
        ("😀".repeat(129), 400),
        ("a::b".to_owned(), 400),
        ("a\nb".to_owned(), 400),
        ("a\"b".to_owned(), 400),
        (String::new(), 400),
        ("tab\there > 'and' 100% 😀".to_owned(), 201),
    ] {
        let mut client = Client::with_collection(Release::V1_6);
        let (found, answer) = client.answer(BOT, "PUT", "/apiEndpoints", endpoint(&name, "1"));
        assert_eq!(found, status, "{name}: {answer}");
    }
}

/// A field tree of this many levels.
fn deep(levels: usize) -> String {
    let open = "{\"name\":\"f\",\"dataType\":\"RECORD\",\"children\":[".repeat(levels - 1);
    let field = format!("{open}{{\"name\":\"f\",\"dataType\":\"INT\"}}{}", "]}".repeat(levels - 1));
    let head = "\"name\":\"/a/get\",\"apiCollection\":\"s.c\",\"endpointURL\":\"http://docs.test/\"";
    format!("{{{head},\"responseSchema\":{{\"schemaFields\":[{field}]}}}}")
}

fn put(catalogue: &mut Catalogue, headers: &[(&str, &str)], body: Vec<u8>) -> (u16, Value) {
    let header = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let request = Request {
        method: "PUT".to_owned(),
        path: "/api/v1/apiEndpoints".to_owned(),
        headers: [("Authorization", "Bearer b")].iter().chain(headers).map(header).collect(),
        body,
    };
    match catalogue.handle(1, &request) {
        Reply::Answer(response) => (response.status, response.value()),
        other => panic!("{other:?}"),
    }
}

const JSON: (&str, &str) = ("Content-Type", "application/json");

#[test]
fn depth_is_bounded_where_the_server_bounds_it() {
    for (levels, status) in [(1, 201), (490, 201), (600, 400), (100_000, 400)] {
        let mut client = Client::with_collection(Release::V1_6);
        let (found, answer) = put(&mut client.catalogue, &[JSON], deep(levels).into_bytes());
        assert_eq!(found, status, "{levels}: {}", answer["message"]);
        assert_eq!(client.catalogue.endpoints().len(), usize::from(status == 201), "{levels}");
    }
}

#[test]
fn content_types_and_bodies() {
    let good = endpoint("/a/get", "1").to_string();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(good.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let gzip = gzip.finish().unwrap_or_else(|error| panic!("{error}"));
    let coded = ("Content-Encoding", "gzip");
    for (name, headers, body, status) in [
        ("plain", vec![JSON], good.clone().into_bytes(), 201),
        (
            "with a charset",
            vec![("content-type", "application/json; charset=utf-8")],
            good.clone().into_bytes(),
            201,
        ),
        ("gzip", vec![JSON, coded], gzip, 201),
        ("not gzip", vec![JSON, coded], good.clone().into_bytes(), 500),
        ("no type", vec![], good.clone().into_bytes(), 500),
        ("empty", vec![JSON], Vec::new(), 500),
        ("cut off", vec![JSON], good.as_bytes()[..20].to_vec(), 400),
        ("two values", vec![JSON], format!("{good}{good}").into_bytes(), 400),
        ("a list", vec![JSON], b"[]".to_vec(), 400),
        ("no UTF-8", vec![JSON], b"{\"name\":\"\xff\"}".to_vec(), 400),
    ] {
        let mut client = Client::with_collection(Release::V1_6);
        assert_eq!(put(&mut client.catalogue, &headers, body).0, status, "{name}");
    }
}

#[test]
fn what_a_patch_must_not_hold() {
    for (name, member, value, status) in [
        ("bad method", "requestMethod", json!("QUERY"), 400),
        ("bad URI", "endpointURL", json!("http://docs.test/{id}"), 400),
        ("bad type", "responseSchema", json!({"schemaFields": [{"name": "x", "dataType": "OBJECT"}]}), 400),
        ("no type", "responseSchema", json!({"schemaFields": [{"name": "x"}]}), 400),
        ("unknown tag", "tags", json!([{"tagFQN": "No.Such"}]), 404),
        (
            "unknown owner",
            "owners",
            json!([{"id": "c0de0000-0000-4000-8000-0000000000ff", "type": "user"}]),
            404,
        ),
        ("unknown member", "nope", json!(1), 400),
        ("another service", "service", json!({"id": "x"}), 200),
        ("another hash", "sourceHash", json!("2"), 200),
    ] {
        let mut client = Client::with_collection(Release::V1_6);
        client.ok("PUT", "/apiEndpoints", endpoint("/a/get", "1"));
        let path = named("apiEndpoints", "s.c./a/get");
        let before = client.get(&path);
        let patch = json!([{"op": "add", "path": format!("/{member}"), "value": value}]);
        let (found, answer) = client.answer(PERSON, "PATCH", &path, patch);
        assert_eq!(found, status, "{name}: {answer}");
        assert_eq!(client.get(&path) == before, member != "sourceHash", "{name}");
    }
}

#[test]
fn members_by_release() {
    for (member, value, statuses) in [
        ("domain", json!("d"), [201, 400, 400]),
        ("domains", json!(["d"]), [400, 404, 404]), // no such domain
        ("domains", json!([]), [400, 201, 201]),
        ("nope", json!(1), [400; 3]),
    ] {
        for (release, status) in [Release::V1_6, Release::V1_12, Release::V2_0].into_iter().zip(statuses) {
            let mut client = Client::with_collection(release);
            let mut body = endpoint("/a/get", "1");
            body[member] = value.clone();
            assert_eq!(client.answer(BOT, "PUT", "/apiEndpoints", body).0, status, "{member} on {release}");
        }
    }
}

#[test]
fn a_second_post_is_refused() {
    let mut client = Client::with_collection(Release::V1_6);
    assert_eq!(client.answer(BOT, "POST", "/apiEndpoints", endpoint("/a/get", "1")).0, 201);
    assert_eq!(client.answer(BOT, "POST", "/apiEndpoints", endpoint("/a/get", "1")).0, 409);
}

#[test]
fn pipelines_by_release() {
    let summary = json!({"name": "Rest", "records": 1, "sinkTimeMs": 4.2});
    for (release, streamable, timed, progress) in
        [(Release::V1_6, 400, 400, 500), (Release::V1_12, 201, 400, 404), (Release::V2_0, 201, 201, 200)]
    {
        let mut client = Client::with_collection(release);
        let service = client.get("/services/apiServices/name/s")["id"].clone();
        let mut pipeline = json!({
            "name": "p", "pipelineType": "metadata", "sourceConfig": {"config": {}}, "airflowConfig": {},
            "service": {"id": service, "type": "apiService"},
        });
        client.ok("PUT", "/services/ingestionPipelines", pipeline.clone());
        pipeline["name"] = json!("q");
        pipeline["enableStreamableLogs"] = json!(false);
        let (found, _) = client.answer(BOT, "PUT", "/services/ingestionPipelines", pipeline);
        assert_eq!(found, streamable, "{release}");
        let status = json!({"runId": "r", "pipelineState": "success", "timestamp": 1, "status": [summary]});
        let (found, _) = client.answer(BOT, "PUT", "/services/ingestionPipelines/s.p/pipelineStatus", status);
        assert_eq!(found, timed, "{release}");
        assert_eq!(client.catalogue.pipeline_runs("s.p").len(), usize::from(timed == 201), "{release}");
        let (found, _) = client.answer(BOT, "PUT", "/services/ingestionPipelines/progress/s.p/r", json!({}));
        assert_eq!(found, progress, "{release}");
        let unknown = "/services/ingestionPipelines/s.p/pipelineStatus/never";
        assert_eq!(client.answer(BOT, "GET", unknown, Value::Null).0, 204, "{release}");
    }
}
