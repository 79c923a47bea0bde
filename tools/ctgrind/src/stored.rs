//! Where the heap holds a stored digest. The library keeps it to itself, so its allocations are
//! watched while it reads a text.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use crate::valgrind;

struct Watching;

#[global_allocator]
static ALLOCATOR: Watching = Watching;

/// Allocations of this length are remembered; 0 for none.
static WATCHED: AtomicUsize = AtomicUsize::new(0);
static PLACES: [AtomicUsize; 16] = [const { AtomicUsize::new(0) }; 16];

fn replace(old: usize, new: usize) {
    if let Some(place) = PLACES.iter().find(|place| place.load(Relaxed) == old) {
        place.store(new, Relaxed);
    }
}

// SAFETY: all of it is `System`'s; one thread only writes down addresses beside it.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let memory = unsafe { System.alloc(layout) };
        if layout.size() == WATCHED.load(Relaxed) {
            replace(0, memory as usize);
        }
        memory
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        if WATCHED.load(Relaxed) != 0 {
            replace(memory as usize, 0);
        }
        unsafe { System.dealloc(memory, layout) };
    }
}

/// Calls `read`, and marks each copy of `digest` that is on the heap then as undefined.
pub fn with_undefined_digest<R>(digest: &[u8], read: impl FnOnce() -> R) -> R {
    WATCHED.store(digest.len(), Relaxed);
    let answer = read();
    if digest.is_empty() {
        return answer;
    }
    WATCHED.store(0, Relaxed);
    let mut marked = 0;
    for place in &PLACES {
        let memory = place.swap(0, Relaxed) as *const u8;
        if memory.is_null() {
            continue;
        }
        // SAFETY: it has this length, was not freed while all of that was watched, and is initialised
        // by the library, which allocates zeroed or fills.
        let bytes = unsafe { std::slice::from_raw_parts(memory, digest.len()) };
        if bytes == digest {
            valgrind::make_undefined(bytes);
            marked += 1;
        }
    }
    assert!(marked > 0, "the stored digest was not found");
    answer
}
