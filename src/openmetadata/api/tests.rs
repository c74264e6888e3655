//! URLs, headers and bodies of requests.

use super::*;

fn server() -> config::Server {
    config::Server {
        host_port: "http://om.test/api".into(),
        api_version: "v1".into(),
        token: Some(Secret::new("jwt")),
        tls: config::Tls::default(),
        extra_headers: vec![
            ("Proxy-Authorization".into(), Secret::new("%(authorization)s; via %(None)s")),
            ("user-agent".into(), Secret::new("mine")),
        ],
        store_service_connection: true,
        force_entity_overwriting: false,
        enable_version_validation: true,
    }
}

#[test]
fn paths_and_queries_are_encoded() {
    let api = Api::new(&server(), "svc", 1000);
    let check = |request: Request, line: &str| {
        let shown = format!("{} {}", request.method.as_str(), request.url);
        assert_eq!(shown, line.replace("~", "http://om.test/api/v1"));
    };
    check(api.version(), "GET ~/system/version");
    check(api.user("a/b c"), "GET ~/users/name/a%2Fb%20c");
    check(api.service("\"my.svc\""), "GET ~/services/apiServices/name/%22my.svc%22?include=all");
    let query = ListQuery {
        scope: Scope::EndpointsOf { collection: "s.c d".into() },
        fields: vec!["owners", "tags"],
        include: Include::All,
        limit: 7,
        after: Some("e=+/".into()),
    };
    check(
        api.list(&query),
        "GET ~/apiEndpoints?apiCollection=s.c%20d&limit=7&include=all&fields=owners,tags&after=e%3D%2B%2F",
    );
    check(api.put_bulk(Kind::ApiEndpoint, &[]), "PUT ~/apiEndpoints/bulk?async=false");
    check(
        api.delete(Kind::ApiCollection, "1-2", true),
        "DELETE ~/apiCollections/1-2?hardDelete=false&recursive=true",
    );
    check(api.delete(Kind::ApiEndpoint, "1-2", false), "DELETE ~/apiEndpoints/1-2?hardDelete=false");
    check(
        api.put_pipeline_status("svc.p q", &Value::Null),
        "PUT ~/services/ingestionPipelines/svc.p%20q/pipelineStatus",
    );
}

#[test]
fn extra_headers_are_interpolated_and_replace_others() {
    let request = Api::new(&server(), "süß svc", 1000).patch(Kind::ApiEndpoint, "1", &Value::Null);
    let value = |name: &str| {
        let mut found = request.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        let (_, value) = found.next().unwrap();
        assert!(found.next().is_none(), "{name} twice");
        match value {
            HeaderValue::Plain(text) => text.clone(),
            HeaderValue::Secret(secret) => secret.expose().to_owned(),
        }
    };
    assert_eq!(value("authorization"), "Bearer jwt");
    assert_eq!(value("proxy-authorization"), "Bearer jwt; via %(None)s");
    assert_eq!(value("user-agent"), "mine");
    assert_eq!(value("content-type"), "application/json-patch+json");
    assert!(!format!("{request:?}").contains("jwt"));
}

#[test]
fn long_bodies_are_compressed() {
    let compressed = |length: usize| {
        let body = Value::String("x".repeat(length - 2));
        Api::new(&server(), "svc", 1000).put(Kind::ApiEndpoint, &body.into()).compress
    };
    assert_eq!((compressed(GZIP_MIN - 1), compressed(GZIP_MIN)), (false, true));
}

#[test]
fn the_user_agent_is_printable_ascii() {
    let expect = format!("metarest/{} (service: s svc)", env!("CARGO_PKG_VERSION"));
    assert_eq!(user_agent("süß\n svc"), expect);
    assert!(user_agent(&"x".repeat(1000)).len() <= 256);
}
