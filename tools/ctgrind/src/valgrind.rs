//! Valgrind's client requests, on x86-64 (`valgrind.h`, `memcheck.h`).

use std::arch::asm;

const RUNNING_ON_VALGRIND: u64 = 0x1001;
const COUNT_ERRORS: u64 = 0x1201;
const MAKE_MEM_UNDEFINED: u64 = ('M' as u64) << 24 | ('C' as u64) << 16 | 1;
const MAKE_MEM_DEFINED: u64 = MAKE_MEM_UNDEFINED + 1;

/// A sequence of instructions without effect, which valgrind takes for a request.
fn request(number: u64, first: u64, second: u64) -> u64 {
    let arguments = [number, first, second, 0, 0, 0];
    let mut answer = 0_u64;
    // SAFETY: outside of valgrind the rotations sum up to 128 bits, and nothing changes; under
    // valgrind the request reads `arguments`, which live until after it.
    unsafe {
        asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") arguments.as_ptr(),
            inout("rdx") answer,
        );
    }
    answer
}

pub fn is_running() -> bool {
    request(RUNNING_ON_VALGRIND, 0, 0) != 0
}

/// How many findings there were so far, with each time that one came again.
pub fn findings() -> u64 {
    request(COUNT_ERRORS, 0, 0)
}

pub fn make_undefined(bytes: &[u8]) {
    request(
        MAKE_MEM_UNDEFINED,
        bytes.as_ptr() as u64,
        bytes.len() as u64,
    );
}

pub fn make_defined(bytes: &mut [u8]) {
    request(MAKE_MEM_DEFINED, bytes.as_ptr() as u64, bytes.len() as u64);
}

/// The same for a value of any type.
pub fn make_all_defined<T>(value: &mut T) {
    let place = std::ptr::from_mut(value) as u64;
    request(MAKE_MEM_DEFINED, place, size_of::<T>() as u64);
}
