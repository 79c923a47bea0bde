// The lines that `expressions.py` writes. Two tests read them, each with its own `Context` in scope: that of
// the expressions themselves, and that of the crate's users.

use super::Context;

/// One line.
#[allow(dead_code)] // The one test needs the count, the other the stored text.
pub(crate) struct Line {
    pub(crate) expression: String,
    pub(crate) password: Vec<u8>,
    pub(crate) context: Context,
    /// What `$n` stands for.
    pub(crate) count: u32,
    /// The value in hexadecimal, `error`, or `parse` where the expression is none.
    pub(crate) outcome: String,
    /// A text that would be stored, if there is one.
    pub(crate) stored: Option<String>,
}

pub(crate) fn read(json: &str) -> Line {
    let json: serde_json::Value = serde_json::from_str(json).unwrap();
    let text = |key: &str| json[key].as_str().unwrap_or_default().to_owned();
    let bytes = |digits: &serde_json::Value| {
        let digits = digits.as_str().unwrap().as_bytes().chunks(2);
        let byte = |pair| u8::from_str_radix(str::from_utf8(pair).unwrap(), 16).unwrap();
        digits.map(byte).collect::<Vec<_>>()
    };
    let mut context = Context::new()
        .with_salt(bytes(&json["salt"]))
        .with_salt2(bytes(&json["salt2"]))
        .with_user(bytes(&json["user"]));
    for (number, constant) in (1..).zip(json["constants"].as_array().unwrap()) {
        context = context.with_constant(number, bytes(constant));
    }
    Line {
        expression: text("expression"),
        password: bytes(&json["password"]),
        context,
        count: u32::try_from(json["count"].as_u64().unwrap()).unwrap(),
        outcome: text("outcome"),
        stored: json["stored"].as_str().map(str::to_owned),
    }
}
