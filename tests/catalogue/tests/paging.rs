//! Lists: pages in both directions, their rows, and what is refused.

mod support;

use metarest_catalogue::Release;
use serde_json::Value;
use support::{BOT, Client, column, endpoint, named};

fn client(count: usize) -> Client {
    let mut client = Client::with_collection(Release::V1_6);
    for index in 0..count {
        client.ok("PUT", "/apiEndpoints", endpoint(&format!("/{index:04}/get"), "h"));
    }
    client
}

#[test]
fn pages_have_each_row_once_in_both_directions() {
    let mut client = client(25);
    let (mut forth, mut back) = (Vec::new(), Vec::new());
    let mut page = client.get("/apiEndpoints?service=s");
    assert_eq!(page["data"].as_array().map(Vec::len), Some(10), "default limit");
    loop {
        forth.push(column(&page, "name"));
        let Some(after) = page["paging"]["after"].as_str() else { break };
        page = client.get(&format!("/apiEndpoints?service=s&after={after}"));
    }
    while let Some(before) = page["paging"]["before"].as_str() {
        page = client.get(&format!("/apiEndpoints?service=s&before={before}"));
        back.push(column(&page, "name"));
    }
    let all: Vec<String> = (0..25).map(|index| format!("/{index:04}/get")).collect();
    assert_eq!(forth.concat(), all);
    back.reverse();
    assert_eq!(back.concat(), all[..20]);
    assert_eq!(page["paging"]["total"], 25);
}

#[test]
fn rows_by_place_and_by_state() {
    let mut client = client(3);
    client.ok("DELETE", &named("apiEndpoints", "s.c./0001/get"), Value::Null);
    for (query, expect) in [
        ("service=s", 2),
        ("service=s&include=deleted", 1),
        ("service=s&include=all", 3),
        ("apiCollection=s.c&include=all", 3),
        ("apiCollection=c", 0),
        ("service=nope", 0),
        ("limit=0", 0),
        ("limit=1000000", 2),
    ] {
        let list = client.get(&format!("/apiEndpoints?{query}"));
        assert_eq!(list["data"].as_array().map(Vec::len), Some(expect), "{query}");
    }
    assert_eq!(client.get("/apiEndpoints?limit=1")["paging"]["total"], 2);
}

#[test]
fn what_is_refused() {
    let mut client = client(1);
    for (query, status) in [
        ("limit=1000001", 400),
        ("limit=-1", 400),
        ("limit=x", 500),
        ("after=garbage", 500),
        ("fields=nope", 400),
        ("fields=domains", 400),
        ("fields=domain,owners,tags,requestSchema", 200),
        ("include=some", 400),
    ] {
        let (found, answer) = client.answer(BOT, "GET", &format!("/apiEndpoints?{query}"), Value::Null);
        assert_eq!(found, status, "{query}: {answer}");
    }
    let mut later = Client::with_collection(Release::V2_0);
    for (fields, status) in [("domains", 200), ("domain", 400)] {
        let path = format!("/apiCollections?fields={fields}");
        assert_eq!(later.answer(BOT, "GET", &path, Value::Null).0, status, "{fields}");
    }
}
