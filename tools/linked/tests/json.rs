//! JSON of the service's own is read as it was before it linked the crate.

use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Order {
    Transfer { amount: f64 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Account {
    number: u64,
    #[serde(flatten)]
    balance: Balance,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Balance {
    balance: f64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Rate {
    Number(f64),
    Name(String),
}

/// That the crate is in this build.
fn linked() {
    let _ = legacy_hash_login::Folding::default();
}

#[test]
fn tagged_flattened_and_untagged_numbers_are_read() {
    linked();
    let order = r#"{"kind":"transfer","amount":1.5}"#;
    assert_eq!(
        serde_json::from_str::<Order>(order).unwrap(),
        Order::Transfer { amount: 1.5 }
    );
    let account = Account {
        number: 1,
        balance: Balance { balance: 0.5 },
    };
    let text = r#"{"number":1,"balance":0.5}"#;
    assert_eq!(serde_json::from_str::<Account>(text).unwrap(), account);
    let rates: Vec<Rate> = serde_json::from_str(r#"[1.5, "high"]"#).unwrap();
    assert_eq!(rates, [Rate::Number(1.5), Rate::Name("high".to_owned())]);
}

#[test]
fn numbers_and_objects_are_what_serde_json_makes_of_them_by_itself() {
    linked();
    let value: Value = serde_json::from_str(r#"{"b":1.0e1,"a":2}"#).unwrap();
    assert_eq!(value.to_string(), r#"{"a":2,"b":10.0}"#);
}
