//! What the tests of functions compare with: cases that other programs wrote.

use serde_json::Value;

/// The cases of a file of `tests/vectors/functions`, of which there are at least so many.
pub(crate) fn read(json: &str, least: usize) -> Vec<Value> {
    let cases: Vec<Value> = serde_json::from_str(json).unwrap();
    assert!(cases.len() >= least, "{} cases", cases.len());
    cases
}

/// Bytes, which stand in a case in hexadecimal.
pub(crate) fn bytes(case: &Value, name: &str) -> Vec<u8> {
    base16ct::lower::decode_vec(case[name].as_str().unwrap()).unwrap()
}

pub(crate) fn number(case: &Value, name: &str) -> u32 {
    case[name].as_u64().unwrap().try_into().unwrap()
}

/// What a function gave.
pub(crate) struct Case {
    pub(crate) password: Vec<u8>,
    pub(crate) salt: Vec<u8>,
    pub(crate) user: Vec<u8>,
    pub(crate) number: u32,
    pub(crate) digest: Vec<u8>,
}

/// A function's cases in a file of `tests/vectors/functions`, of which there are some.
pub(crate) fn cases(json: &str, function: &str) -> Vec<Case> {
    let cases = read(json, 1);
    let text = |case: &Value, name: &str| {
        case.get(name)
            .and_then(|text| text.as_str().map(str::to_owned))
    };
    let bytes = |case: &Value, name: &str| {
        base16ct::lower::decode_vec(text(case, name).unwrap_or_default()).unwrap()
    };
    let cases = cases.iter();
    let cases = cases.filter(|case| text(case, "function").as_deref() == Some(function));
    let cases: Vec<Case> = cases
        .map(|case| Case {
            password: bytes(case, "password"),
            salt: text(case, "salt").unwrap().into_bytes(),
            user: bytes(case, "user"),
            number: number(case, "number"),
            digest: bytes(case, "digest"),
        })
        .collect();
    assert!(cases.len() > 20, "{} cases of {function}", cases.len());
    cases
}
