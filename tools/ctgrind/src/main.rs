//! The ctgrind method: the bytes of both digests are marked as undefined, and memcheck reports
//! every branch and every address that depends on undefined bytes. The comparison under test is the
//! library's own source file.
//!
//! ```text
//! valgrind --error-exitcode=1 target/release/ctgrind digest
//! ```
//!
//! `digest` must have no finding; the controls `loop`, `slice` and `hex` at least one each, or the
//! check is void. In a debug build `subtle` itself branches, to assert: build in release.

mod valgrind;

use std::hint::black_box;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(compare) = std::env::args().nth(1).and_then(|name| comparison(&name)) else {
        eprintln!("one of: digest, loop, slice, hex");
        return ExitCode::from(2);
    };
    if !valgrind::is_running() {
        eprintln!("run this under valgrind");
        return ExitCode::from(2);
    }
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
    ExitCode::SUCCESS
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
