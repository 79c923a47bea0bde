//! Whatever is typed stays one string of the operator's JSON.

use std::net::IpAddr;

use legacy_hash_login::{Passthrough, PassthroughError, Template};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::CODE;

/// The body as JSON.
fn fill(template: Template, identifier: &str, password: &str, address: Option<IpAddr>) -> Value {
    let passthrough = Passthrough::new("https://old.example.com", template).unwrap();
    let request = passthrough.request(identifier, password, address).unwrap();
    serde_json::from_slice(request.body().as_ref()).unwrap()
}

/// Text that is likely to break out: quotes, escapes, braces, placeholders, controls, any Unicode.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(r#"","admin":true,"x":""#.to_owned()),
        Just("{password}".to_owned()),
        Just("{identifier}".to_owned()),
        Just("{code}".to_owned()),
        Just("{address}".to_owned()),
        Just("{{".to_owned()),
        Just("}}".to_owned()),
        Just("\\".to_owned()),
        Just("\\u0022".to_owned()),
        Just("\"".to_owned()),
        "[\u{0}-\u{1f}]",
        any::<String>(),
    ];
    prop::collection::vec(piece, 1..6)
        .prop_map(|pieces| pieces.concat())
        .prop_filter("empty", |text| !text.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_typed_is_data(identifier in typed(), password in typed()) {
        let template = Template::with_code(
            r#"{"who": {"login": ["{identifier}"]}, "both": "{password}|{identifier}|{password}",
                "at": "{address}", "{{": "{{identifier}}", "password": "{password}", "code": "<{code}>"}"#,
            CODE,
        ).unwrap();
        let address = IpAddr::from([192, 0, 2, 1]);
        let body = fill(template, &identifier, &password, Some(address));
        prop_assert_eq!(body, json!({
            "who": {"login": [identifier]},
            "both": format!("{password}|{identifier}|{password}"),
            "at": "192.0.2.1",
            "{{": "{identifier}",
            "password": password,
            "code": format!("<{CODE}>"),
        }));
    }

    #[test]
    fn a_code_is_data_and_has_no_placeholders(code in typed()) {
        let json = r#"["{identifier}", "{password}", "{code}"]"#;
        let body = fill(Template::with_code(json, &code).unwrap(), "ann", "secret", None);
        prop_assert_eq!(body, json!(["ann", "secret", code]));
    }
}

#[test]
fn the_rest_stays_as_it_is_written() {
    let json = r#"{"z":12345678901234567890.123456789012345678901234567890,"a":[null,true,-0,{}],"x":"{identifier}","w":"{password}","u":"é\n\"","at":"{address}","far":[1e400,0.10]}"#;
    let passthrough =
        Passthrough::new("https://old.example.com", Template::new(json).unwrap()).unwrap();
    let request = passthrough.request("ann", "secret", None).unwrap();
    let expected = json
        .replace("{identifier}", "ann")
        .replace("{password}", "secret")
        .replace("{address}", "");
    assert_eq!(str::from_utf8(request.body().as_ref()).unwrap(), expected);
}

/// As a reader that keeps one value of each name.
#[test]
fn of_a_name_that_stands_twice_the_last_value_counts() {
    let json = r#"{"b":1,"a":"{identifier}","b":["{password}"],"a":"{identifier}!"}"#;
    let passthrough =
        Passthrough::new("https://old.example.com", Template::new(json).unwrap()).unwrap();
    let request = passthrough.request("ann", "secret", None).unwrap();
    let body = str::from_utf8(request.body().as_ref()).unwrap();
    assert_eq!(body, r#"{"b":["secret"],"a":"ann!"}"#);
}

#[test]
fn a_mistake_is_said_with_its_place() {
    let deep = |depth: usize| {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        format!(r#"["{{identifier}}{{password}}",{open}{close}]"#)
    };
    assert!(Template::new(&deep(126)).is_ok());
    for (json, line, column) in [
        ("{", 1, 1),
        ("[1,\n 2", 2, 2),
        ("[1]]", 1, 4),
        // Half a character, which is found where the string is read.
        ("[1,\n {\"a\": [\n\"x\", \"\\ud800 \"]}]", 3, 13),
        ("\n{\"a\":\"\\udc00\"}", 2, 12),
        (&deep(127), 1, 153),
        (&deep(1_000_000), 1, 153),
    ] {
        let error = PassthroughError::TemplateSyntax { line, column };
        assert_eq!(Template::new(json).err(), Some(error), "{:.40}", json);
    }
}

#[test]
fn a_template_of_any_shape_will_do() {
    let template = Template::new(r#""{identifier}:{password}""#).unwrap();
    assert_eq!(fill(template, "ann", "a:b", None), json!("ann:a:b"));
    let template =
        Template::new(r#"{"query": "{{ me }}", "v": ["{identifier}{password}"]}"#).unwrap();
    let expected = json!({"query": "{ me }", "v": ["annb"]});
    assert_eq!(fill(template, "ann", "b", None), expected);
}

#[test]
fn a_template_that_cannot_be_meant_is_refused() {
    use PassthroughError as E;
    let both = r#""i": "{identifier}", "p": "{password}""#;
    for (json, code, error) in [
        ("{", None, E::TemplateSyntax { line: 1, column: 1 }),
        (r#"{"p": "{password}"}"#, None, E::Missing("{identifier}")),
        (r#"["{identifier}"]"#, None, E::Missing("{password}")),
        // Doubled braces are text.
        (
            r#"["{identifier}", "{{password}}"]"#,
            None,
            E::Missing("{password}"),
        ),
        (
            r#"["{identifier}{password}"]"#,
            Some(CODE),
            E::Missing("{code}"),
        ),
        (r#"["{identifier}{password}{code}"]"#, None, E::NoCode),
        (
            r#"["{identifier}{password}{code}"]"#,
            Some(""),
            E::EmptyCode,
        ),
        (
            &format!(r#"{{{both}, "{{password}}": 1}}"#),
            None,
            E::PlaceholderInName,
        ),
        (&format!(r#"{{{both}, "t": "{{tenant}}"}}"#), None, E::Brace),
        (
            &format!(r#"{{{both}, "t": "{{ password }}"}}"#),
            None,
            E::Brace,
        ),
        (&format!(r#"{{{both}, "t": "a {{"}}"#), None, E::Brace),
        (&format!(r#"{{{both}, "t": "}}"}}"#), None, E::Brace),
    ] {
        let template = match code {
            Some(code) => Template::with_code(json, code),
            None => Template::new(json),
        };
        assert_eq!(template.err(), Some(error), "{json}");
    }
}
