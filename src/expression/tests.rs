use std::hash::{DefaultHasher, Hash, Hasher};

use crate::algorithm::Algorithm;
use crate::context::{Context, Need};
use crate::expression::error::Reason;
use crate::expression::numbers::Numbers;
use crate::expression::program::Flavour;
use crate::expression::text::trim;
use crate::expression::whole::Whole;
use crate::expression::{CompiledRow, EvaluationError, Expression, Inputs, Outermost};
use crate::stored_digest::StoredDigest;

#[path = "../../tests/oracles/lines.rs"]
mod lines;

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
        numbers: Numbers::counted(3),
    }
}

fn read(source: &str) -> Expression {
    source.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn evaluate(source: &str, password: &[u8]) -> Result<(Vec<u8>, Whole), EvaluationError> {
    let context = context();
    read(source).evaluate(&inputs(password, &context), |value, whole| {
        (value.to_vec(), whole)
    })
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
    // By md5sum, sha1sum and openssl.
    let password = b"password";
    let bytes = |source: &str| hex(&evaluate(source, password).unwrap().0);
    assert_eq!(bytes("md5($p)"), "5f4dcc3b5aa765d61d8327deb882cf99");
    assert_eq!(
        bytes("sha1($p.$s)"),
        "40274892d2fe01a6ab1e0fbde5c22b8312d10780"
    );
    // What is outermost is bytes in every flavour; what is joined is written.
    for name in ["MD5", "md5_raw", "md5_64", "md5_64e", "md5_64c"] {
        assert_eq!(bytes(&format!("{name}($p)")), bytes("md5($p)"));
    }
    assert_eq!(
        text("md5($p).\"\"", password),
        "5f4dcc3b5aa765d61d8327deb882cf99"
    );
    assert_eq!(
        text("MD5($p).\"\"", password),
        "5F4DCC3B5AA765D61D8327DEB882CF99"
    );
    assert_eq!(text("md5_64($p).\"\"", password), "X03MO1qnZdYdgyfeuILPmQ");
    assert_eq!(
        text("md5_64e($p).\"\"", password),
        "X03MO1qnZdYdgyfeuILPmQ=="
    );
    assert_eq!(text("md5_64c($p).\"\"", password), "LorACpebNRMRUmTSi69DaE");
    assert_eq!(bytes("md5_raw($p).\"\""), bytes("md5($p)"));
    assert_eq!(text("cut(0, 8, sha1($p))", password), "5baa61e4");
}

#[test]
fn literals_and_texts() {
    assert_eq!(
        text(r#""a\"\\\n\r\t\0\x41\x7a b".$p"#, b"!"),
        "a\"\\\n\r\t\0Az b!"
    );
    assert_eq!(text("\"\u{e9}\u{1f600}\".$p", b""), "\u{e9}\u{1f600}");
    assert_eq!(text("$s . $s2\n.$u.$c1.$p", b"p"), "NaClKClalicepepperp");
    assert_eq!(
        text("lc($p).uc($p)", "aB\u{e9}".as_bytes()),
        "ab\u{e9}AB\u{e9}"
    );
    assert_eq!(text("trim($p)", b"\0 \t\n\r\x0ba \x0c\x0b "), "a \x0c");
    assert_eq!(text("trim($p)", b" \0"), "");
    assert_eq!(text("cut(2, 4, $p)", b"abcdef"), "cd");
    assert_eq!(text("cut(2, 4, $p)", b"abc"), "c");
    assert_eq!(text("cut(2, 4, $p)", b"a"), "");
    assert_eq!(text("cut0($p)", b"ab\0c"), "ab");
    assert_eq!(
        evaluate("utf16($p)", "a\u{1f600}".as_bytes()).unwrap().0,
        b"a\0\x3d\xd8\0\xde"
    );
    assert_eq!(
        evaluate("latin1($p)", "a\u{ff}".as_bytes()).unwrap().0,
        b"a\xff"
    );
    assert_eq!(evaluate("unhex($p)", b"00fF").unwrap().0, b"\0\xff");
    for padded in ["AP8", "AP8="] {
        assert_eq!(
            evaluate("unbase64($p)", padded.as_bytes()).unwrap().0,
            b"\0\xff"
        );
    }
    assert_eq!(text("iterate(0, $p, \"x\".$_)", b"a"), "a");
    assert_eq!(text("iterate(3, $p, \"x\".$_)", b"a"), "xxxa");
    assert_eq!(text("iterate($n, $p, \"x\".$_)", b"a"), "xxxa");
    // The innermost value.
    let nested = "iterate(2, $p, iterate(1, \"<\".$_, $_.\">\"))";
    assert_eq!(text(nested, b"a"), "<<a>>");
}

#[test]
#[cfg(feature = "unicode-normalization")]
fn normal_forms() {
    assert_eq!(text("nfkc($p)", "e\u{301}\u{fb01}".as_bytes()), "\u{e9}fi");
    // RFC 4013, section 3.
    let examples = [
        ("I\u{ad}X", Some("IX")),
        ("user", Some("user")),
        ("USER", Some("USER")),
        ("\u{aa}", Some("a")),
        ("\u{2168}", Some("IX")),
        ("\u{7}", None),
        ("\u{627}1", None),
    ];
    for (typed, prepared) in examples {
        let found = evaluate("saslprep($p)", typed.as_bytes()).map(|(bytes, _)| bytes);
        let prepared = prepared.map(|text| text.as_bytes().to_vec());
        assert_eq!(found, prepared.ok_or(EvaluationError::NotEncodable));
    }
}

#[test]
fn what_is_compiled_out_is_read() {
    let compiled_out = [
        (cfg!(feature = "records"), "sm3($p)", "sm3"),
        (
            cfg!(feature = "yescrypt"),
            "md5(hmac_streebog512_64($s, $p))",
            "streebog512",
        ),
        (
            cfg!(feature = "unicode-normalization"),
            "md5(nfkc($p))",
            "nfkc",
        ),
        (
            cfg!(feature = "unicode-normalization"),
            "saslprep($p)",
            "saslprep",
        ),
    ];
    for (is_available, source, name) in compiled_out {
        let found = evaluate(source, b"a").map(|_| ());
        let expected = if is_available {
            Ok(())
        } else {
            Err(EvaluationError::Unsupported(name))
        };
        assert_eq!(found, expected, "{source}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_column() {
    let long = "md5(".repeat(17) + "$p" + &")".repeat(17);
    let wrong = [
        ("", 1, Reason::UnexpectedEnd),
        ("  ", 3, Reason::UnexpectedEnd),
        ("md5($s)", 1, Reason::PasswordMissing),
        ("iterate(0, $s, md5($p))", 1, Reason::PasswordMissing),
        ("iterate(2, $p, md5($s))", 1, Reason::PasswordMissing),
        ("md5()", 5, Reason::ValueExpected),
        ("md5($p", 7, Reason::UnexpectedEnd),
        ("md5($p))", 8, Reason::UnexpectedCharacter),
        ("md5 $p", 5, Reason::UnexpectedCharacter),
        ("md5", 4, Reason::UnexpectedEnd),
        ("md5($q)", 5, Reason::UnknownVariable),
        ("$", 1, Reason::UnknownVariable),
        ("$pp", 1, Reason::UnknownVariable),
        ("$p$s", 3, Reason::UnexpectedCharacter),
        ("$p.", 4, Reason::UnexpectedEnd),
        ("$p..$s", 4, Reason::ValueExpected),
        ("$c0", 1, Reason::UnknownVariable),
        ("$c9", 1, Reason::UnknownVariable),
        ("$c10", 1, Reason::UnknownVariable),
        ("MD5_raw($p)", 1, Reason::UpperCaseFlavour),
        ("HMAC_MD5_64($s, $p)", 1, Reason::UpperCaseFlavour),
        ("MD5_RAW($p)", 1, Reason::UnknownFunction),
        ("Md5($p)", 1, Reason::UnknownFunction),
        ("HMAC_md5($s, $p)", 1, Reason::UnknownFunction),
        ("hmac_MD5($s, $p)", 1, Reason::UnknownFunction),
        ("md5_hex($p)", 1, Reason::UnknownFunction),
        ("_raw($p)", 1, Reason::ValueExpected),
        ("hmac_($s, $p)", 1, Reason::UnknownFunction),
        ("LC($p)", 1, Reason::UnknownFunction),
        ("md5($p, $s)", 7, Reason::TooManyArguments),
        ("hmac_md5($p)", 12, Reason::TooFewArguments),
        ("hmac_md5($p, $s, $u)", 16, Reason::TooManyArguments),
        ("cut(5, 2, $p)", 8, Reason::EmptyCut),
        ("cut(0, 0, $p)", 8, Reason::EmptyCut),
        ("cut(0, 65536, $p)", 8, Reason::NumberTooLarge),
        ("cut(01, 2, $p)", 5, Reason::NumberExpected),
        ("cut(1x, 2, $p)", 5, Reason::NumberExpected),
        ("cut(-1, 2, $p)", 5, Reason::NumberExpected),
        ("cut(+1, 2, $p)", 5, Reason::NumberExpected),
        ("cut($p, 1, 2)", 5, Reason::NumberExpected),
        ("cut($n, 9, $p)", 5, Reason::NumberExpected),
        ("cut(1, 2)", 9, Reason::TooFewArguments),
        ("cut(1", 6, Reason::UnexpectedEnd),
        ("cut(1,", 7, Reason::UnexpectedEnd),
        ("iterate(4294967296, $p, $_)", 9, Reason::NumberTooLarge),
        (
            "iterate(99999999999999999999, $p, $_)",
            9,
            Reason::NumberTooLarge,
        ),
        ("iterate($m, $p, $_)", 9, Reason::NumberExpected),
        ("iterate(1, $p)", 14, Reason::TooFewArguments),
        ("iterate(1, $_, $p)", 12, Reason::ValueOutsideIterate),
        ("md5($_.$p)", 5, Reason::ValueOutsideIterate),
        ("md5($n.$p)", 5, Reason::CountMisplaced),
        ("md5(bcrypt($p))", 5, Reason::NotOutermost),
        ("$s.bcrypt($p)", 4, Reason::NotOutermost),
        ("bcrypt($p).$s", 1, Reason::NotOutermost),
        ("argon2(argon2($p))", 8, Reason::NotOutermost),
        ("\"abc.$p", 1, Reason::UnterminatedLiteral),
        ("\"abc\\\".$p", 1, Reason::UnterminatedLiteral),
        ("$p.\"\\q\"", 5, Reason::UnknownEscape),
        ("$p.\"\\x4\"", 5, Reason::UnknownEscape),
        ("$p.\"\\xg0\"", 5, Reason::UnknownEscape),
        ("$p.\"\\", 5, Reason::UnknownEscape),
        ("$p.\"a\nb\"", 6, Reason::ControlCharacter),
        ("$p.\"\u{7f}\"", 5, Reason::ControlCharacter),
        ("\"\u{e9}\u{1f600}\".$q", 6, Reason::UnknownVariable),
        ("\u{e9}", 1, Reason::ValueExpected),
        ("\u{feff}$p", 1, Reason::ValueExpected),
        ("$p\0", 3, Reason::UnexpectedCharacter),
        ("'a'.$p", 1, Reason::ValueExpected),
        ("5", 1, Reason::ValueExpected),
        (&long, 65, Reason::TooDeep),
    ];
    for (source, column, reason) in wrong {
        let error = source.parse::<Expression>().unwrap_err();
        assert_eq!(
            (error.column(), error.reason()),
            (column, reason),
            "{source}\n{error}"
        );
        // The caret stands below the place.
        let printed = error.to_string();
        let lines: Vec<_> = printed.split('\n').collect();
        let [message, excerpt, caret] = lines[..] else {
            panic!("{printed}")
        };
        assert!(message.starts_with(reason.message()));
        assert_eq!(caret.trim_start(), "^");
        let marked = excerpt.chars().nth(caret.len() - 1);
        let wrong = source.chars().nth(column - 1);
        assert!(
            marked == wrong || wrong.is_none_or(char::is_control),
            "{printed}"
        );
    }
}

#[test]
fn a_long_expression_is_shown_around_the_place() {
    let source = format!("\"{}\".$q.\"{}\"", "\u{e9}".repeat(100), "b".repeat(1000));
    let error = source.parse::<Expression>().unwrap_err();
    // Longer than 1024 bytes, and that is seen first.
    assert_eq!(error.reason(), Reason::TooLong);
    let source = format!("\"{}\".$q.\"{}\"", "\u{e9}".repeat(100), "b".repeat(100));
    let error = source.parse::<Expression>().unwrap_err();
    let excerpt = format!("{}\".$q.\"{}", "\u{e9}".repeat(34), "b".repeat(32));
    let caret = format!("{}^", " ".repeat(36));
    let message = "no such variable in column 104";
    assert_eq!(error.to_string(), format!("{message}\n{excerpt}\n{caret}"));
}

#[test]
fn bounds_of_the_language() {
    let reason = |source: &str| {
        source
            .parse::<Expression>()
            .err()
            .map(|error| error.reason())
    };
    let joined = |count: usize| vec!["$p"; count].join(".");
    assert_eq!(reason(&joined(64)), None);
    assert_eq!(reason(&joined(65)), Some(Reason::TooManyTerms));
    assert_eq!(
        reason(&format!("md5({})", joined(64))),
        Some(Reason::TooManyTerms)
    );
    let nested = |open: &str, depth: usize, inner: &str, close: &str| {
        [&open.repeat(depth), inner, &close.repeat(depth)].concat()
    };
    assert_eq!(reason(&nested("md5(", 16, "$p", ")")), None);
    assert_eq!(
        reason(&nested("md5(", 10_000, "$p", ")")),
        Some(Reason::TooLong)
    );
    assert_eq!(reason(&nested("iterate(1,$p,", 3, "$_", ")")), None);
    assert_eq!(
        reason(&nested("iterate(1,$p,", 4, "$_", ")")),
        Some(Reason::TooManyIterates)
    );
    assert_eq!(
        reason(&nested("iterate(1,", 4, "$p", ",$_)")),
        Some(Reason::TooManyIterates)
    );
    let literal = |len: usize| format!("$p.\"{}\"", "x".repeat(len - 5));
    assert_eq!(reason(&literal(1024)), None);
    assert_eq!(reason(&literal(1025)), Some(Reason::TooLong));
    assert_eq!(reason(&literal(1 << 20)), Some(Reason::TooLong));
    // The byte that is too much is in the middle of a character.
    let error = format!("$p.\"{}\"", "\u{20ac}".repeat(400))
        .parse::<Expression>()
        .unwrap_err();
    assert_eq!((error.reason(), error.column()), (Reason::TooLong, 345));
}

#[test]
fn an_expression_is_written_as_one_that_is_equal() {
    let same = [
        (" md5 ( md5($p)\t.\n$s ) ", "md5(md5($p).$s)"),
        (
            "HMAC_SHA512_256( $c1 , lc( $u ) . $p )",
            "HMAC_SHA512_256($c1,lc($u).$p)",
        ),
        (
            "cut( 0 ,16, sha3_256_64c($p) )",
            "cut(0,16,sha3_256_64c($p))",
        ),
        (
            "iterate( $n , md5_raw($s.$p) , md5_raw($_ . $p) )",
            "iterate($n,md5_raw($s.$p),md5_raw($_.$p))",
        ),
        ("argon2( \" a\\\"\\x41\" .$p)", "argon2(\" a\\\"\\x41\".$p)"),
        (
            "unhex(MD5($p)) . unbase64(md5_64e($s2))",
            "unhex(MD5($p)).unbase64(md5_64e($s2))",
        ),
    ];
    let hash = |expression: &Expression| {
        let mut hasher = DefaultHasher::new();
        expression.hash(&mut hasher);
        hasher.finish()
    };
    for (source, written) in same {
        let expression = read(source);
        assert_eq!(expression.to_string(), written);
        assert_eq!(read(written), expression);
        assert_eq!(hash(&read(written)), hash(&expression));
    }
    assert_eq!(ROW.expression(), read("sha1( $p . $s )"));
    assert_eq!(ROW.expression().to_string(), "sha1($p.$s)");
    assert_eq!(read(r#""\x41\n".$p"#), read(r#""A\x0a".$p"#));
    assert_eq!(format!("{:?}", read("md5( $p )")), "Expression(md5($p))");
    let different = [
        "md5($p)",
        "MD5($p)",
        "md5_raw($p)",
        "md5($p.$s)",
        "md5($p).$s",
        "md5($p.\"s\")",
        "sha1($p)",
        "hmac_md5($p.$s,$u)",
        "hmac_md5($p,$s.$u)",
        "iterate(1,$p,$_)",
        "iterate(2,$p,$_)",
        "cut(0,1,$p)",
        "cut(0,2,$p)",
        "$p",
        "bcrypt($p)",
    ];
    for (index, source) in different.iter().enumerate() {
        for other in &different[..index] {
            assert_ne!(read(source), read(other));
        }
    }
}

#[test]
fn what_an_expression_says_of_itself() {
    let needs = |source: &str| read(source).needs().collect::<Vec<_>>();
    assert!(needs("md5($p)").is_empty());
    let all = "md5($c8.$u.$p.$s.$c1.$s2.hmac_md5($c1, $s))";
    let constants = [Need::Constant(1), Need::Constant(8)];
    let values = [Need::Salt, Need::Salt2, Need::User];
    assert_eq!(needs(all), [&values[..], &constants].concat());
    assert!(!read("iterate(5, $p, md5($_))").takes_count());
    assert!(read("md5(iterate($n, $p, md5($_)))").takes_count());

    let digest = |len, flavour| Outermost::Digest { len, flavour };
    let expected = [
        ("md5($p)", Algorithm::Md5, digest(16, Flavour::Hex)),
        (
            "SHA512_256($p)",
            Algorithm::Sha512_256,
            digest(32, Flavour::UpperHex),
        ),
        (
            "hmac_sha1_64e($s,$p)",
            Algorithm::Sha1,
            digest(20, Flavour::Base64Padded),
        ),
        (
            "bcrypt(md5($p))",
            Algorithm::Bcrypt,
            Outermost::Stored(Algorithm::Bcrypt),
        ),
        (
            "argon2($p.$s)",
            Algorithm::Argon2,
            Outermost::Stored(Algorithm::Argon2),
        ),
        ("$p", Algorithm::Plaintext, Outermost::Text),
        ("md5($p).\"\"", Algorithm::Plaintext, Outermost::Text),
        ("lc(md5($p))", Algorithm::Plaintext, Outermost::Text),
        ("iterate(0,$p,md5($_))", Algorithm::Md5, Outermost::Text),
        (
            "iterate(1,$p,md5($_))",
            Algorithm::Md5,
            digest(16, Flavour::Hex),
        ),
        ("iterate($n,$p,md5($_))", Algorithm::Md5, Outermost::Text),
        (
            "iterate($n,md5($p),md5($_))",
            Algorithm::Md5,
            digest(16, Flavour::Hex),
        ),
        (
            "iterate($n,md5_raw($p),md5($_))",
            Algorithm::Md5,
            Outermost::Text,
        ),
        (
            "iterate($n,sha1_raw($p),md5_raw($_))",
            Algorithm::Md5,
            Outermost::Text,
        ),
        (
            "iterate($n,blake2s_raw($p),hmac_sha256_raw($_,$s))",
            Algorithm::Sha256,
            digest(32, Flavour::Raw),
        ),
        (
            "iterate($n,md5($p),lc($_))",
            Algorithm::Plaintext,
            Outermost::Text,
        ),
        (
            "iterate(2,$p,iterate(3,$_,md5_64($_)))",
            Algorithm::Md5,
            digest(16, Flavour::Base64),
        ),
    ];
    for (source, algorithm, outermost) in expected {
        let expression = read(source);
        assert_eq!(
            (expression.algorithm(), expression.outermost()),
            (algorithm, outermost),
            "{source}"
        );
    }
    // A digest that is iterated is compared as bytes.
    let iterated = [
        "iterate(0, md5($p), md5($_))",
        "iterate(5, md5($p), md5($_))",
        "iterate(2, iterate(0, md5($p), md5($_)), md5_raw($p.$_))",
    ];
    for source in iterated {
        assert_eq!(evaluate(source, b"a").unwrap().0.len(), 16, "{source}");
    }
}

#[test]
fn whether_the_whole_password_went_in() {
    let long = "0123456789abcdef".repeat(8);
    let all = usize::MAX;
    // The end of the whole password in the outermost input, and how many bytes of a long one there are
    // in all of it.
    let cases = [
        ("md5($p)", "correct", Some(7), None),
        ("md5($s.$p.$s)", "correct", Some(11), None),
        ("md5($p.$s.$p)", "correct", Some(7), None),
        ("md5($p)", "", Some(0), None),
        ("md5(lc($p))", "correct", None, None),
        ("md5(uc($p))", "correct", None, None),
        ("md5(cut(0,99,$p))", "correct", None, Some(99)),
        ("md5(cut0($p))", "correct", None, None),
        ("md5(unhex($p))", "abcd", None, None),
        ("md5(unbase64($p))", "abcd", None, None),
        ("md5(trim($p))", "correct", Some(7), None),
        ("md5(trim($p))", "correct ", None, None),
        ("md5(utf16($p))", "c\u{e9}\u{1f600}", Some(8), None),
        ("md5(latin1($p))", "c\u{e9}", Some(2), None),
        ("md5(utf16($s.$p))", "ab", Some(12), None),
        ("md5(md5($p))", "correct", Some(32), Some(16)),
        ("md5(sha512($p))", "correct", Some(32), Some(64)),
        ("md5(sha512_raw($p))", "correct", Some(16), Some(64)),
        ("md5(sha512_64($p))", "correct", Some(22), Some(64)),
        ("md5(sha512_64e($p))", "correct", Some(22), Some(64)),
        ("md5(sha512_64c($p))", "correct", Some(22), Some(64)),
        ("md5($s.SHA512($p).$s)", "correct", Some(36), Some(64)),
        ("md5(md5(lc($p)))", "correct", None, Some(16)),
        ("md5(cut(0,32,sha1($p)))", "correct", Some(32), Some(16)),
        ("md5(cut(0,31,sha1($p)))", "correct", None, Some(15)),
        ("md5(cut(8,40,sha1($p)))", "correct", Some(32), Some(16)),
        ("md5(cut(9,40,sha1($p)))", "correct", None, Some(15)),
        ("md5(cut(2,6,$s.$p))", "correct", None, Some(2)),
        ("md5(cut(2,4,$s.$p))", "correct", None, Some(0)),
        ("md5(cut(5,99,$s.$p))", "correct", None, Some(94)),
        ("md5(cut(0,5,$p))", "correct", None, Some(5)),
        ("md5(md5(cut(0,5,$p)))", "correct", None, Some(5)),
        ("md5(cut(40,50,md5($p)))", "correct", None, Some(0)),
        ("md5(utf16(cut(0,4,$p)))", "correct", None, Some(4)),
        ("md5(utf16(md5($p)))", "correct", Some(64), Some(16)),
        ("md5(lc(MD5($p)))", "correct", Some(32), Some(16)),
        ("md5(uc(md5($p)))", "correct", Some(32), Some(16)),
        ("md5(unhex(md5($p)))", "correct", None, Some(16)),
        ("md5(unbase64(md5_64($p)))", "correct", None, Some(16)),
        ("md5(cut0(md5_raw($p)))", "correct", Some(16), Some(16)),
        ("iterate(3,$p,md5($_))", "correct", Some(32), Some(16)),
        ("iterate(3,lc($p),md5($_))", "correct", None, Some(16)),
        ("iterate(3,lc($p),md5($_.$p))", "correct", Some(32), None),
        ("iterate(1,lc($p),md5($_.$p))", "correct", Some(14), None),
        ("iterate(0,md5($p),md5($_))", "correct", Some(7), None),
        (
            "iterate(3,lc(md5($p)),lc($_))",
            "correct",
            Some(32),
            Some(16),
        ),
        ("hmac_md5($p,$s)", "correct", Some(0), None),
        ("hmac_md5($p,$s)", "correct\0", None, None),
        ("hmac_md5($p,$p)", "correct\0", Some(8), None),
        ("hmac_md5($s,$p)", "correct\0", Some(8), None),
        ("hmac_md5($p.$c1,$s)", "correct\0", Some(0), None),
        ("hmac_md5(cut(0,3,$p),$s)", "correct", None, Some(3)),
        ("md5(hmac_md5_raw($s,$p))", "correct", Some(16), Some(16)),
        ("bcrypt($p.$c1)", "correct", Some(7), None),
        ("bcrypt($c1.$p)", "correct", Some(13), None),
        ("argon2(md5($p))", "correct", Some(32), Some(16)),
        ("$s.$p", "correct", Some(11), None),
        ("$s.lc($p)", "correct", None, None),
        // Of more than three places, those with the most of it count.
        (
            "cut(0,1,$p).cut(0,2,$p).cut(0,3,$p).$p.md5($p)",
            "correct",
            Some(13),
            None,
        ),
        (
            "md5(cut(0,3,$p).cut(0,2,$p).cut(0,1,$p).cut(0,4,$p))",
            "correct",
            None,
            Some(4),
        ),
        ("$p.$p.$p.md5($p)", "correct", Some(7), None),
        (
            "hmac_md5($p,cut(0,1,$p).cut(0,2,$p).cut(0,3,$p))",
            "correct",
            Some(0),
            None,
        ),
    ];
    for (source, password, end, bytes) in cases {
        let (_, whole) = evaluate(source, password.as_bytes()).unwrap();
        assert_eq!(whole.end(), end, "{source} of {password:?}");
        match bytes {
            Some(bytes) => assert_eq!(whole.bytes_within(all), bytes, "{source} of {password:?}"),
            None => assert!(
                whole.bytes_within(all) > 1 << 20,
                "{source} of {password:?}"
            ),
        }
        // How many there are does not depend on how long the password is.
        if !password.contains(['\0', '\u{e9}']) && !source.contains("un") {
            let (_, of_long) = evaluate(source, long.as_bytes()).unwrap();
            for len in [0, 8, 16, 72, 100] {
                let (found, expected) = (of_long.bytes_within(len), whole.bytes_within(len));
                assert_eq!(found, expected, "{source} of {password:?} within {len}");
            }
        }
    }

    // What bcrypt reads of a password behind a pepper, and of a digest.
    let within = |source: &str, len| evaluate(source, b"correct").unwrap().1.bytes_within(len);
    let pepper = |len: usize| format!("bcrypt(\"{}\".$p)", "x".repeat(len));
    assert_eq!(within(&pepper(64), 72), 8);
    assert_eq!(within(&pepper(65), 72), 7);
    assert_eq!(within(&pepper(72), 72), 0);
    assert_eq!(within(&pepper(80), 72), 0);
    let pepper = |len: usize| format!("bcrypt(\"{}\".md5($p))", "x".repeat(len));
    assert_eq!(within(&pepper(56), 72), 8);
    assert_eq!(within(&pepper(57), 72), 7);
    assert_eq!(within("bcrypt(sha512($p))", 72), 36);

    // A digest with a NUL in it: 168 is the first number whose MD5 begins with one.
    let (cut, whole) = evaluate("cut0(md5_raw($p))", b"168").unwrap();
    assert_eq!(
        (cut.len(), whole.end(), whole.bytes_within(all)),
        (0, None, 0)
    );
}

/// What is nothing, and has to be computed, keeps the steps from being taken at once.
#[test]
fn steps_that_are_taken_at_once_are_the_same() {
    let passwords = [&b""[..], b"correct horse", &[b'p'; 300]];
    let firsts = [
        "X($s.$p)",
        "X($s)",
        "X(cut(0,3,$p))",
        "X(md5(lc($p)))",
        "$p",
        "$s",
    ];
    let inputs = [
        "$_",
        "$_.$p",
        "$p.$_",
        "$s.$_.$p.\"{\\n}\"",
        "$c8.\"a\\x00b\".$u.$_.$c1",
        "$_.$s2",
        "$_.$_",
        "$p",
    ];
    for digest in [
        "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b",
    ] {
        for (first, input) in firsts
            .iter()
            .flat_map(|first| inputs.map(|input| (first, input)))
        {
            for count in [0, 1, 2, 3, 4, 5, 6, 40] {
                let run = |input: &str, password| {
                    let source = format!("sha1(iterate({count}, {first}, X({input})).cut(0,1,$p))");
                    let found = evaluate(&source.replace('X', &format!("{digest}_raw")), password);
                    found.map(|(value, whole)| (hex(&value), format!("{whole:?}")))
                };
                for password in passwords {
                    let slow = run(&format!("{input}.cut(98,99,$s)"), password);
                    assert_eq!(
                        run(input, password),
                        slow,
                        "{digest} {first} {input} {count}"
                    );
                }
            }
        }
    }
}

#[test]
fn values_are_bounded_before_anything_is_computed() {
    let context = context();
    let work = |source: &str, count: u32, len: usize| {
        let password = vec![b'a'; len];
        let inputs = Inputs {
            numbers: Numbers::counted(count),
            ..inputs(&password, &context)
        };
        read(source).work_kib(&inputs)
    };
    let too_large = Err(EvaluationError::TooLarge);
    assert_eq!(work("iterate(40, $p, $_.$_)", 0, 1), too_large);
    assert_eq!(work("iterate(16, $p, $_.$_)", 0, 1), Ok(1));
    assert_eq!(work("iterate(16, $p, $_.$_)", 0, 2), too_large);
    assert_eq!(work("iterate(17, $p, $_.$p)", 0, 1), too_large);
    assert!(work("iterate(16, $p, $_.$p)", 0, 1).is_ok());
    assert!(work("iterate($n, $p, $_.$p)", 16, 1).is_ok());
    assert_eq!(work("iterate($n, $p, $_.$p)", 17, 1), too_large);
    assert!(work("iterate(4294967295, $p, $_.$p)", 0, 0).is_ok());
    assert!(work("$p", 0, 65536).is_ok());
    assert_eq!(work("$p", 0, 65537), too_large);
    assert_eq!(work("md5($p.$s)", 0, 65533), too_large);
    assert_eq!(work("md5(utf16($p))", 0, 32769), too_large);
    // Text that gets shorter, and one that is bounded.
    assert!(work("iterate(4294967295, $p, cut(1, 9, $_))", 0, 100).is_ok());
    assert!(work("iterate(4294967295, $p, cut(0, 100, $_.$_))", 0, 1).is_ok());
    // Three that grow in each other: planning ends.
    let nested = "iterate(16, $p, iterate(16, $_, iterate(16, $_, $_.$c8)))";
    assert_eq!(work(nested, 0, 0), too_large);
    let settled = "iterate(16, $p, iterate(16, $_, iterate(16, $_, cut(0, 9, $_.$c8))))";
    assert!(work(settled, 0, 0).is_ok());

    // Work is counted, with counts from a text, and does not overflow.
    let dear = "iterate(4294967295, $p, iterate(4294967295, $_, iterate(4294967295, $_, md5($_))))";
    assert!(work(dear, 0, 1).unwrap() > 1 << 50);
    let of = |count| work("iterate($n, md5($p), md5($_))", count, 10).unwrap();
    assert!(of(1_000_000) > 900 * of(1000) && of(1_000_000) < 1100 * of(1000));
    assert!(of(1_000_000) > 200 << 10 && of(1_000_000) < 2 << 20);
    assert!(work("sha512($p)", 0, 60_000).unwrap() > work("md5($p)", 0, 6000).unwrap());

    // What was refused there is refused when it is evaluated.
    let error = evaluate("iterate(40, $p, $_.$_)", b"a").unwrap_err();
    assert_eq!(error, EvaluationError::TooLarge);
}

#[test]
fn what_is_missing_is_named() {
    let nothing = Context::new();
    let needs = [
        ("$s", Need::Salt),
        ("$s2", Need::Salt2),
        ("$u", Need::User),
        ("$c1", Need::Constant(1)),
        ("$c8", Need::Constant(8)),
    ];
    for (variable, need) in needs {
        let expression = read(&format!("md5($p.{variable})"));
        let missing = Err(EvaluationError::Missing(need));
        let inputs = inputs(b"a", &nothing);
        assert_eq!(expression.evaluate(&inputs, |_, _| ()), missing);
        assert_eq!(expression.work_kib(&inputs), missing.map(|()| 0));
    }
    // The text's own salt goes before the context's.
    let context = context();
    let own = Inputs {
        salt: Some(b"own"),
        salt2: Some(b"too"),
        ..inputs(b"p", &context)
    };
    let computed = read("$s.$s2.$p").evaluate(&own, |value, _| value.to_vec());
    assert_eq!(computed.unwrap(), b"owntoop");
    let without = Inputs {
        numbers: Numbers::default(),
        ..inputs(b"p", &context)
    };
    let error = read("iterate($n, $p, $_)").work_kib(&without);
    assert_eq!(error, Err(EvaluationError::Internal));
}

#[test]
fn whose_fault_it_is() {
    // Constant 8 is "\0\xff", which is neither UTF-8 nor hexadecimal.
    let cases = [
        ("utf16($p)", &b"\xff"[..], EvaluationError::NotEncodable),
        ("utf16($s.$p)", b"\xff", EvaluationError::NotEncodable),
        ("utf16($c8.$p)", b"a", EvaluationError::ContextNotEncodable),
        (
            "utf16($c8.$p)",
            b"\xff",
            EvaluationError::ContextNotEncodable,
        ),
        ("$p.utf16($c8)", b"a", EvaluationError::ContextNotEncodable),
        (
            "md5($p.utf16(\"\\xff\"))",
            b"a",
            EvaluationError::ContextNotEncodable,
        ),
        (
            "latin1($p)",
            "\u{20ac}".as_bytes(),
            EvaluationError::NotEncodable,
        ),
        (
            "latin1(\"\u{20ac}\".$p)",
            b"a",
            EvaluationError::ContextNotEncodable,
        ),
        ("unhex($p)", b"abc", EvaluationError::NotEncodable),
        ("unhex($p)", b"xy", EvaluationError::NotEncodable),
        ("unhex(\"a\".$p)", b"", EvaluationError::NotEncodable),
        ("unhex($s.$p)", b"ab", EvaluationError::ContextNotEncodable),
        (
            "unhex(\"abc\").$p",
            b"ab",
            EvaluationError::ContextNotEncodable,
        ),
        ("unbase64($p)", b"A", EvaluationError::NotEncodable),
        ("unbase64($p)", b"AB", EvaluationError::NotEncodable),
        ("unbase64($p)", b"AA=", EvaluationError::NotEncodable),
        ("unbase64($p)", b"-_8=", EvaluationError::NotEncodable),
        (
            "unbase64(\"-\".$p)",
            b"AAA",
            EvaluationError::ContextNotEncodable,
        ),
        (
            "iterate(1, $p, utf16($_))",
            b"\xff",
            EvaluationError::NotEncodable,
        ),
        (
            "iterate(1, $c8, utf16($_).$p)",
            b"a",
            EvaluationError::ContextNotEncodable,
        ),
        (
            "md5(utf16(md5_raw($p)))",
            b"password",
            EvaluationError::NotEncodable,
        ),
    ];
    for (source, password, expected) in cases {
        let error = evaluate(source, password).unwrap_err();
        assert_eq!(error, expected, "{source} of {}", hex(password));
    }
}

#[cfg(feature = "databases")]
#[test]
fn whose_fault_it_is_that_oracle_has_no_text() {
    let cases = [
        ("oracle10($p)", &b"\xff"[..], EvaluationError::NotEncodable),
        (
            "oracle10(uc($s).uc($p))",
            b"\xff",
            EvaluationError::NotEncodable,
        ),
        (
            "oracle10(uc($c8).uc($p))",
            b"a",
            EvaluationError::ContextNotEncodable,
        ),
        (
            "md5(oracle10($c8.$p))",
            b"\xff",
            EvaluationError::ContextNotEncodable,
        ),
    ];
    for (source, password, expected) in cases {
        let error = evaluate(source, password).unwrap_err();
        assert_eq!(error, expected, "{source} of {}", hex(password));
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
        let line = lines::read(json);
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
                numbers: Numbers::counted(line.count),
                ..inputs(password, &line.context)
            };
            let work = expression.work_kib(&inputs).map(|_| ());
            let outcome = expression.evaluate(&inputs, |value, whole| (value.to_vec(), whole));
            assert!(outcome.is_err() || work.is_ok());
            outcome
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
            let lower = written.to_ascii_lowercase();
            let mut keyed = ["hmac_", "pbkdf2_", "scrypt"].into_iter();
            let has_hmac = keyed.any(|name| lower.contains(name));
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
    use crate::expression::stack;
    use crate::expression::text::Value;
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
            // What follows is on the same stack.
            outcome = Some(evaluator.run(outermost, &mut output, &mut |value, _| {
                let stored = StoredDigest::new([0; 16]);
                core::hint::black_box(stored.verify(value).is_ok());
            }));
        });
        assert!(outcome.unwrap().is_ok(), "{source}");
        let level = expression.facts().wiped;
        let enough = stack(level);
        assert!(taken <= enough, "{source}: {taken} of {enough} bytes");
        let most = &mut most[usize::from(level)];
        *most = taken.max(*most);
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

/// The bound that stands for a plan is above it.
#[test]
fn what_is_not_planned_takes_no_more_than_a_plan_allows() {
    let context = context();
    let mut told = 0;
    let mut check = |source: &str| {
        let expression = read(source);
        for len in [0, 1, 16, 64, 100, 1000, 4096] {
            let password = vec![b'a'; len];
            let inputs = inputs(&password, &context);
            for work_kib in [4, 16, 63, 128, 256, 1024, 4096] {
                if expression.takes_at_most(work_kib, &inputs) {
                    let planned = expression.work_kib(&inputs).unwrap();
                    assert!(planned <= work_kib, "{source}: {planned} of {work_kib}");
                    told += 1;
                }
            }
        }
    };
    let functions = crate::function::DigestFunction::ALL.iter();
    for function in functions.filter(|function| function.is_available()) {
        let name = function.name();
        for depth in 1..=8 {
            let nested = |open: &str, close: &str| {
                [&open.repeat(depth), "$p", &close.repeat(depth)].concat()
            };
            check(&nested(&format!("{name}("), ")"));
            check(&nested(&format!("{name}($s."), ".\"text\")"));
            check(&nested(&format!("hmac_{name}($s,"), ")"));
            check(&nested(&format!("hmac_{name}("), ",$s)"));
            check(&nested("lc(", ".$p.$p)"));
        }
    }
    assert!(told > 1000, "{told}");
}
