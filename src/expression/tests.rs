use std::string::ToString;

use zeroize::Zeroizing;

use crate::context::Context;
use crate::expression::whole::Whole;
use crate::expression::{CompiledRow, EvaluationError, Expression, Inputs};

/// The inputs of most tests.
fn context() -> Context {
    Context::new()
        .with_salt("NaCl")
        .with_salt2("KCl")
        .with_user("alice")
        .with_constant(1, "pepper")
        .with_constant(8, b"\0\xff")
}

fn inputs<'a>(password: &'a [u8], context: &'a Context) -> Inputs<'a> {
    Inputs {
        password,
        context,
        salt: None,
        salt2: None,
        count: Some(3),
    }
}

fn read(source: &str) -> Expression {
    source.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn evaluate(source: &str, password: &[u8]) -> Result<(Vec<u8>, Whole), EvaluationError> {
    let context = context();
    let mut output = Zeroizing::new(b"left over".to_vec());
    let whole = read(source).evaluate(&inputs(password, &context), &mut output)?;
    Ok((output.to_vec(), whole))
}

#[track_caller]
fn text(source: &str, password: &[u8]) -> String {
    String::from_utf8(evaluate(source, password).unwrap().0).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

static ROW: CompiledRow = Expression::row("sha1($p.$s)");

#[test]
fn known_values() {
    // By md5sum and sha1sum.
    assert_eq!(
        hex(&evaluate("md5($p)", b"password").unwrap().0),
        "5f4dcc3b5aa765d61d8327deb882cf99"
    );
    assert_eq!(text("cut(0, 8, sha1($p))", b"password"), "5baa61e4");
    assert_eq!(
        text("lc(MD5($p))", b"password"),
        "5f4dcc3b5aa765d61d8327deb882cf99"
    );
    assert_eq!(ROW.expression(), read("sha1( $p . $s )"));
    assert_eq!(ROW.expression().to_string(), "sha1($p.$s)");
}
