use std::string::ToString;

use zeroize::Zeroizing;

use crate::context::Context;
use crate::expression::text::trim;
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

/// A line that `tests/oracles/expressions.py` writes.
struct Line {
    expression: String,
    password: Vec<u8>,
    context: Context,
    count: u32,
    outcome: String,
}

fn line(json: &str) -> Line {
    let json: serde_json::Value = serde_json::from_str(json).unwrap();
    let bytes =
        |value: &serde_json::Value| base16ct::lower::decode_vec(value.as_str().unwrap()).unwrap();
    let mut context = Context::new()
        .with_salt(bytes(&json["salt"]))
        .with_salt2(bytes(&json["salt2"]))
        .with_user(bytes(&json["user"]));
    for (number, constant) in (1..).zip(json["constants"].as_array().unwrap()) {
        context = context.with_constant(number, bytes(constant));
    }
    Line {
        expression: json["expression"].as_str().unwrap().to_owned(),
        password: bytes(&json["password"]),
        context,
        count: u32::try_from(json["count"].as_u64().unwrap()).unwrap(),
        outcome: json["outcome"].as_str().unwrap().to_owned(),
    }
}

/// Passwords that are easily taken for this one.
fn variants(password: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![
        Vec::new(),
        [password, b"\0"].concat(),
        [password, b" "].concat(),
        [password, b"x"].concat(),
        [b"\0", password].concat(),
        [b"\n", password].concat(),
        [password, b"\0", password].concat(),
        password.to_ascii_lowercase(),
        password.to_ascii_uppercase(),
        password.trim_ascii().to_vec(),
        password.repeat(2),
    ];
    for len in [1, 4, 8, 16, 40, 72] {
        all.push(password.iter().copied().take(len).collect());
        all.push(password.iter().copied().skip(len).collect());
    }
    for (place, _) in password.iter().enumerate().step_by(7) {
        let mut other = password.to_vec();
        other[place] ^= 1;
        all.push(other);
    }
    all.retain(|other| other != password);
    all
}

#[test]
fn expressions_of_a_file() {
    let Some(path) = std::env::var_os("LEGACY_HASH_EXPRESSIONS") else {
        println!("skipped: LEGACY_HASH_EXPRESSIONS names no file of tests/oracles/expressions.py");
        return;
    };
    let lines = std::fs::read_to_string(path).unwrap();
    let mut whole = 0;
    for json in lines.lines() {
        let line = line(json);
        let expression = match line.expression.parse::<Expression>() {
            Ok(expression) => expression,
            Err(error) => {
                assert_eq!(line.outcome, "parse", "{error}\n{json}");
                assert!(error.column() <= line.expression.chars().count() + 1);
                continue;
            }
        };
        let written = expression.to_string();
        assert_eq!(read(&written), expression, "{written}\n{json}");
        assert_eq!(read(&written).to_string(), written);

        let compute = |password: &[u8]| {
            let inputs = Inputs {
                count: Some(line.count),
                ..inputs(password, &line.context)
            };
            let work = expression.work_kib(&inputs).map(|_| ());
            let mut output = Zeroizing::default();
            let outcome = expression.evaluate(&inputs, &mut output);
            assert!(outcome.is_err() || work.is_ok());
            outcome.map(|whole| (output.to_vec(), whole))
        };
        let computed = compute(&line.password);
        let outcome = match &computed {
            Ok((bytes, _)) => hex(bytes),
            Err(EvaluationError::Internal | EvaluationError::Unsupported(_)) => panic!("{json}"),
            Err(_) => "error".to_owned(),
        };
        assert_eq!(outcome, line.outcome, "{json}");

        // Where all of the password went in, no other one has the same value.
        if let Ok((bytes, found)) = computed
            && let Some(end) = found.end()
        {
            whole += 1;
            assert!(found.bytes_within(usize::MAX) >= 8, "{json}");
            assert!(end <= 65536);
            // A key of HMAC is the same with a NUL behind it, and the one without is moved.
            let has_hmac = written.to_ascii_lowercase().contains("hmac_");
            for other in variants(&line.password) {
                if has_hmac && other.strip_suffix(b"\0") == Some(&line.password) {
                    continue;
                }
                // The password that trimming leaves as it is is moved.
                let is_blank = |bytes: &[u8]| trim(bytes).0 == bytes.len();
                let added = |other: &[u8]| {
                    (0..=other.len()).any(|start| {
                        let (before, rest) = other.split_at(start);
                        let behind = rest.strip_prefix(&line.password[..]);
                        is_blank(before) && behind.is_some_and(is_blank)
                    })
                };
                if written.contains("trim") && added(&other) {
                    continue;
                }
                let same = compute(&other).is_ok_and(|(other, _)| other == bytes);
                assert!(!same, "{} is the same: {json}", hex(&other));
            }
        }
    }
    println!(
        "{} expressions, {whole} of them of the whole password",
        lines.lines().count()
    );
}

/// How much stack a computation takes, in bytes, counted from here.
#[cfg(target_os = "linux")]
fn stack_of(compute: impl FnOnce()) -> usize {
    use std::hint::black_box;
    use std::os::unix::fs::FileExt;

    const ROOM: usize = 256 << 10;

    /// Fills what is below, and says where that begins.
    #[inline(never)]
    fn fill() -> u64 {
        let pattern = [0xa5_u8; ROOM];
        black_box(&pattern).as_ptr().addr() as u64
    }
    let memory = std::fs::File::open("/proc/self/mem").unwrap();
    let mut after = vec![0; ROOM];
    let place = fill();
    compute();
    memory.read_exact_at(&mut after, place).unwrap();
    after.iter().skip_while(|byte| **byte == 0xa5).count()
}

#[test]
#[cfg(target_os = "linux")]
fn what_is_wiped_is_more_stack_than_an_evaluation_takes() {
    use crate::expression::evaluate::Evaluator;
    use crate::expression::text::Value;
    use crate::expression::{stack, wiped};
    use crate::function::DigestFunction;

    let context = context();
    let password = "correct horse \u{fb01}\u{e9}".repeat(8);
    let inputs = inputs(password.as_bytes(), &context);
    let mut most = [0; 4];
    let mut check = |source: &str| {
        let expression = read(source);
        let (program, outermost) = (expression.program(), expression.outermost());
        let mut output = Value::default();
        let mut outcome = None;
        let taken = stack_of(|| {
            let evaluator = Evaluator {
                program,
                inputs: &inputs,
            };
            outcome = Some(evaluator.run(outermost, &mut output));
        });
        assert!(outcome.unwrap().is_ok(), "{source}");
        let level = wiped(program);
        let enough = stack(level);
        assert!(taken <= enough, "{source}: {taken} of {enough} bytes");
        most[level] = most[level].max(taken);
    };
    let functions = DigestFunction::ALL
        .iter()
        .filter(|function| function.is_available());
    for function in functions {
        let name = function.name();
        for depth in 1..=16 {
            let nested = |open: &str, close: &str| {
                [&open.repeat(depth), "$p", &close.repeat(depth)].concat()
            };
            check(&nested(&format!("{name}("), ")"));
            check(&nested(&format!("hmac_{name}_64(\"key\","), ")"));
            check(&nested(&format!("hmac_{name}("), ",$s)"));
            check(
                &format!("bcrypt({})", nested("lc(", ")"))
                    .replacen("lc(", "", 1)
                    .replacen(')', "", 1),
            );
            if depth < 9 {
                check(&nested(&format!("lc({name}("), "))"));
                check(&nested(&format!("cut(0,9,{name}("), "))"));
            }
            if depth < 4 {
                check(&nested(&format!("iterate(2,$p,{name}($_."), "))"));
            }
        }
    }
    for depth in 1..=15 {
        for name in ["trim", "utf16", "latin1", "unhex", "unbase64"] {
            let (open, close) = (format!("{name}(").repeat(depth), ")".repeat(depth));
            let argument = match name {
                "unhex" | "unbase64" => "\"\".cut0(\"\")",
                _ => "cut0(\"\")",
            };
            check(&format!("$p.{open}{argument}{close}"));
        }
    }
    if cfg!(feature = "unicode-normalization") {
        for source in ["nfkc($p)", "saslprep($p)", "md5(saslprep(nfkc($p)))"] {
            check(source);
        }
    }
    println!("stack: {most:?} bytes at the most");
}
