//! The ctgrind method: secret bytes are marked as undefined, and memcheck reports every branch and every
//! address that depends on undefined bytes.
//!
//! ```text
//! valgrind --error-exitcode=1 target/release/ctgrind digest
//! valgrind --error-limit=no --suppressions=known.supp target/release/ctgrind expressions
//! valgrind --error-limit=no --suppressions=known.supp target/release/ctgrind expression 'md5($p)'
//! ```
//!
//! `digest` is the comparison of two digests, by the library's own source file. It must have no
//! finding; the controls `loop`, `slice` and `hex` at least one each, or the check is void.
//! `expressions` is the library itself, with the password and the stored digest marked, and has its own
//! controls. `expression` shows one of them. In a debug build `subtle` itself branches, to assert: build
//! in release.

mod expressions;
mod stored;
mod valgrind;

use std::hint::black_box;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let name = arguments.next().unwrap_or_default();
    if !valgrind::is_running() {
        eprintln!("run this under valgrind");
        return ExitCode::from(2);
    }
    match (name.as_str(), arguments.next()) {
        ("expressions", None) => {
            if !expressions::are_as_expected() {
                return ExitCode::FAILURE;
            }
        }
        ("expression", Some(expression)) => expressions::show(&expression),
        (name, _) => {
            let Some(compare) = comparison(name) else {
                eprintln!("one of: digest, loop, slice, hex, expressions, expression EXPRESSION");
                return ExitCode::from(2);
            };
            digests(compare);
        }
    }
    ExitCode::SUCCESS
}

fn digests(compare: Comparison) {
    for len in [16, 20, 23, 32, 64, 128] {
        // The length is known only at run time, or the compiler would unroll the controls into
        // something that happens to be constant.
        let len = black_box(len);
        let stored: Vec<u8> = (0..len).map(|place| place as u8).collect();
        for differs in [None, Some(0), Some(len / 2), Some(len - 1)] {
            let mut computed = stored.clone();
            if let Some(place) = differs {
                computed[place] ^= 1;
            }
            let secret = stored.clone();
            valgrind::make_undefined(&secret);
            valgrind::make_undefined(&computed);
            let mut equal = compare(&secret, &computed);
            // The verdict itself is public.
            valgrind::make_defined(std::slice::from_mut(&mut equal));
            assert_eq!(equal == 1, differs.is_none());
        }
    }
}

type Comparison = fn(&[u8], &[u8]) -> u8;

fn comparison(name: &str) -> Option<Comparison> {
    Some(match name {
        "digest" => comparison::ct_eq,
        "loop" => |a, b| {
            for (x, y) in a.iter().zip(b) {
                if black_box(x) != black_box(y) {
                    return 0;
                }
            }
            1
        },
        "slice" => |a, b| u8::from(black_box(a) == black_box(b)),
        "hex" => |a, b| u8::from(black_box(hex(a)) == black_box(hex(b))),
        _ => return None,
    })
}

fn hex(bytes: &[u8]) -> String {
    // By table, as most do: an address that depends on the byte, which is a finding, too.
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}
