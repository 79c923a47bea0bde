//! The crate's own time around the table: whose text it is, reading it, and an expression beside the
//! same written out by hand. Prints medians.
//!
//! ```text
//! cargo bench --bench table --features all-formats
//! ```
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::hint::black_box;
use std::time::Instant;

use legacy_hash::{Context, Expression, Format, LegacyHash, identify};
use md5::Digest;
use md5::digest;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

const PASSWORD: &[u8] = b"correct horse battery staple";

fn main() {
    let texts: Vec<(&str, &str)> = Format::all()
        .map(|format| (format.name(), format.example()))
        .chain([("of none", "$none$of$them"), ("of none", "no hash at all")])
        .collect();
    each("identify", &texts, |text| {
        black_box(identify(black_box(text)));
    });
    each("parse", &texts, |text| {
        let _ = black_box(LegacyHash::parse(black_box(text)));
    });
    for name in ["bcrypt", "argon2"] {
        let format: Format = name.parse().unwrap();
        let of = [(name, format.example())];
        each(name, &of, |text| {
            let _ = black_box(LegacyHash::parse(black_box(text)));
        });
    }
    expression();
}

/// The median and the worst of all texts, each the median of many calls.
fn each(what: &str, texts: &[(&str, &str)], call: impl Fn(&str)) {
    let mut times: Vec<(f64, &str)> = texts
        .iter()
        .map(|&(name, text)| (nanoseconds(|| call(text)), name))
        .collect();
    times.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (median, _) = times[times.len() / 2];
    let &(worst, name) = times.last().unwrap();
    println!("{what:10} median {median:6.0} ns, worst {worst:6.0} ns ({name})");
}

fn nanoseconds(mut call: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..21)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..500 {
                call();
            }
            start.elapsed().as_secs_f64() * 1e9 / 500.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// `md5(md5($p).$s)` beside the same by hand, wiping included.
fn expression() {
    let salt = b"saltsalt";
    let digest = by_hand(salt);
    let expression: Expression = "md5(md5($p).$s)".parse().unwrap();
    let encoded = base16ct::lower::encode_string(&*digest);
    let context = Context::new().with_salt(salt);
    let stored = LegacyHash::computed_by(&expression, &encoded, context).unwrap();
    assert!(stored.verify(PASSWORD).is_ok());

    let mut ratios = Vec::new();
    let (mut hand, mut own) = (0.0, 0.0);
    for _ in 0..15 {
        hand = nanoseconds(|| {
            let computed = by_hand(black_box(salt));
            black_box(bool::from(computed.ct_eq(&*digest)));
        });
        own = nanoseconds(|| {
            let _ = black_box(stored.verify(black_box(PASSWORD)));
        });
        ratios.push(own / hand);
    }
    ratios.sort_by(f64::total_cmp);
    let ratio = ratios[ratios.len() / 2];
    println!(
        "md5(md5($p).$s): {hand:.0} ns by hand, {own:.0} ns as an expression, ratio {ratio:.2}"
    );
}

/// Intermediate values are wiped, and so is the stack as the crate does it.
fn by_hand(salt: &[u8]) -> Zeroizing<[u8; 16]> {
    let mut inner = Zeroizing::new([0; 16]);
    let mut text = Zeroizing::new([0; 32]);
    let mut outer = Zeroizing::new([0; 16]);
    let mut compute = || {
        let mut hasher = md5::Md5::new();
        hasher.update(PASSWORD);
        digest::FixedOutputReset::finalize_into_reset(&mut hasher, (&mut *inner).into());
        base16ct::lower::encode(&*inner, &mut *text).unwrap();
        hasher.update(*text);
        hasher.update(salt);
        digest::FixedOutputReset::finalize_into_reset(&mut hasher, (&mut *outer).into());
    };
    compute();
    zeroize::zeroize_stack::<{ 4 << 10 }>();
    outer
}
