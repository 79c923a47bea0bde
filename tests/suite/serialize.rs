//! What configuration files hold, by serde.
#![cfg(feature = "serde")]

use std::collections::BTreeMap;

use legacy_hash::{
    Algorithm, Expression, ExpressionError, Format, Limits, UnknownAlgorithm, UnknownFormat,
};
use serde_json::{Value, from_str, from_value, json, to_string, to_value};

const NAMES: [&str; 7] = [
    "encoded_bytes",
    "password_bytes",
    "salt_bytes",
    "memory_kib",
    "work_kib",
    "lanes",
    "sign_in_work_kib",
];

/// Seven numbers that differ.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.encoded_bytes = 1;
    limits.password_bytes = 2;
    limits.salt_bytes = 3;
    limits.memory_kib = u32::MAX;
    limits.work_kib = u64::MAX;
    limits.lanes = 6;
    limits.sign_in_work_kib = 7;
    limits
}

#[test]
fn limits_are_written_by_name_and_read_again() {
    let written = r#"{"encoded_bytes":1,"password_bytes":2,"salt_bytes":3,"memory_kib":4294967295,"work_kib":18446744073709551615,"lanes":6,"sign_in_work_kib":7}"#;
    assert_eq!(to_string(&limits()).unwrap(), written);
    assert_eq!(from_str::<Limits>(written).unwrap(), limits());
    for limits in [Limits::default(), Limits::strict()] {
        let value = to_value(limits).unwrap();
        assert_eq!(from_value::<Limits>(value).unwrap(), limits);
    }
}

#[test]
fn a_limit_that_is_missing_is_the_defaults() {
    assert_eq!(from_str::<Limits>("{}").unwrap(), Limits::default());
    let defaults = to_value(Limits::default()).unwrap();
    let others = to_value(limits()).unwrap();
    for name in NAMES {
        // Each alone, and each missing.
        let mut alone = defaults.clone();
        alone[name] = others[name].clone();
        let read: Limits = from_value(json!({ name: others[name] })).unwrap();
        assert_eq!(to_value(read).unwrap(), alone, "{name}");
        let mut without = others.clone();
        without.as_object_mut().unwrap().remove(name);
        let read: Limits = from_value(without.clone()).unwrap();
        without[name] = defaults[name].clone();
        assert_eq!(to_value(read).unwrap(), without, "{name}");
    }
}

#[test]
fn other_limits_are_refused() {
    let refusals = [
        (
            r#"{"memory":1}"#,
            "unknown field `memory`, expected one of `encoded_bytes`",
        ),
        (r#"{"Lanes":1}"#, "unknown field `Lanes`"),
        (
            r#"{"lanes":1,"work_kib":1,"lanes":1}"#,
            "duplicate field `lanes`",
        ),
        (
            r#"{"lanes":-1}"#,
            "invalid value: integer `-1`, expected u32",
        ),
        (
            r#"{"lanes":4294967296}"#,
            "invalid value: integer `4294967296`, expected u32",
        ),
        (
            r#"{"work_kib":"1"}"#,
            "invalid type: string \"1\", expected u64",
        ),
        (r#"{"work_kib":null}"#, "invalid type: null, expected u64"),
        (
            "[1,2,3,4,5,6,7]",
            "invalid type: sequence, expected limits by their names",
        ),
        ("null", "invalid type: null, expected limits by their names"),
    ];
    for (text, expected) in refusals {
        let error = from_str::<Limits>(text).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{text}: {error}");
    }
}

#[test]
fn names_are_written_and_read() {
    for &algorithm in Algorithm::ALL {
        let name = Value::from(algorithm.name());
        assert_eq!(to_value(algorithm).unwrap(), name);
        assert_eq!(from_value::<Algorithm>(name).unwrap(), algorithm);
    }
    for format in Format::all() {
        let name = Value::from(format.name());
        assert_eq!(to_value(format).unwrap(), name);
        assert_eq!(from_value::<Format>(name).unwrap(), format);
    }
    // As `FromStr`, in any case.
    assert_eq!(
        from_str::<Algorithm>("\"SHA256\"").unwrap(),
        Algorithm::Sha256
    );
    // In front of a colon, too, and where the text has escapes.
    let labels = BTreeMap::from([(Format::from(Algorithm::Md5), Algorithm::Md5)]);
    assert_eq!(to_string(&labels).unwrap(), r#"{"md5":"md5"}"#);
    let read: BTreeMap<Format, Algorithm> = from_str(r#"{"md\u0035":"\u006dd5"}"#).unwrap();
    assert_eq!(read, labels);
}

#[test]
fn expressions_are_written_and_read() {
    let source = r#"md5( md5($p) . "\x00é\"" . $s )"#;
    let expression: Expression = source.parse().unwrap();
    let written = to_value(&expression).unwrap();
    assert_eq!(written, expression.to_string());
    assert_eq!(from_value::<Expression>(written).unwrap(), expression);
    assert_eq!(from_value::<Expression>(source.into()).unwrap(), expression);
    let rows = Format::all().filter_map(Format::expression);
    for expression in rows {
        let written = to_value(&expression).unwrap();
        assert_eq!(from_value::<Expression>(written).unwrap(), expression);
    }
}

#[test]
fn what_is_wrong_is_said_in_the_types_own_words() {
    let error = from_value::<Algorithm>("rot13".into()).unwrap_err();
    assert_eq!(
        error.to_string(),
        UnknownAlgorithm::to_string(&"rot13".parse::<Algorithm>().unwrap_err())
    );
    let error = from_value::<Format>("".into()).unwrap_err();
    assert_eq!(
        error.to_string(),
        UnknownFormat::to_string(&"".parse::<Format>().unwrap_err())
    );
    for source in ["", "md5($q)", "md5(\"x\")"] {
        let error = from_value::<Expression>(source.into()).unwrap_err();
        let own: ExpressionError = source.parse::<Expression>().unwrap_err();
        assert_eq!(error.to_string(), own.to_string());
    }
    let wrong = [
        (
            from_value::<Algorithm>(json!(1)).map(drop),
            "integer `1`, expected the name of an algorithm",
        ),
        (
            from_value::<Format>(json!(null)).map(drop),
            "null, expected the name of a format",
        ),
        (
            from_value::<Expression>(json!(["$p"])).map(drop),
            "sequence, expected an expression",
        ),
    ];
    for (read, expected) in wrong {
        let error = read.unwrap_err().to_string();
        assert_eq!(error, format!("invalid type: {expected}"));
    }
}
