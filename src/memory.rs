//! The memory that Argon2 works in: process-wide free lists of wiped buffers.
//!
//! Fresh memory costs a page fault every 4 KiB (4,864 of them for 19 MiB), which is a third of the
//! whole computation on a cold heap. A buffer is wiped when it comes back, so a list never holds
//! anything that was derived from a password.

use core::hint::black_box;
use core::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::thread;

use argon2::Block;
use zeroize::{Zeroizing, zeroize_stack};

/// A list keeps the newest buffers, no more than this …
const MAX_BUFFERS: usize = 64;
/// … and no more memory than this, in blocks of 1 KiB: 256 MiB.
const MAX_BLOCKS: usize = 256 << 10;

/// How often a list that is in use is asked again. It is in use for a microsecond at a time; after a
/// `fork` that copied it while it was, for ever.
const TRIES: usize = 64;

/// The allocator refused.
#[derive(Debug)]
pub(crate) struct OutOfMemory;

/// Calls `compute`, and overwrites the `SIZE` bytes of stack that it began with: there compilers and
/// hashing crates leave copies of what they work on. What `compute` answers should not be secret, for it
/// may be copied; secrets go to where a reference says.
pub(crate) fn with_wiped_stack<const SIZE: usize, R>(compute: impl FnOnce() -> R) -> R {
    // A frame of its own, which begins below some bytes of nothing: what overwrites it has a return
    // address and registers at its top.
    #[inline(never)]
    fn frame<R>(compute: impl FnOnce() -> R) -> R {
        compute()
    }
    #[inline(never)]
    fn below<R>(compute: impl FnOnce() -> R) -> R {
        let nothing = [0_u8; 128];
        black_box(&nothing);
        let answer = frame(compute);
        black_box(&nothing);
        answer
    }
    let answer = below(compute);
    zeroize_stack::<SIZE>();
    answer
}

/// Memory for one computation at a time.
pub(crate) trait Buffer: Default {
    /// Room for `count` blocks of 1 KiB.
    fn allocate(count: usize) -> Result<Self, OutOfMemory>;

    /// How many blocks there is room for.
    fn count(&self) -> usize;

    /// Wipes the first `used` blocks.
    fn wipe(&mut self, used: usize);
}

/// Blocks that are wiped once more before they are freed, when nothing else reads them and a plain
/// fill could be optimised away.
pub(crate) type Blocks = Zeroizing<Vec<Block>>;

impl Buffer for Blocks {
    fn allocate(count: usize) -> Result<Self, OutOfMemory> {
        let mut blocks = Vec::new();
        blocks.try_reserve_exact(count).map_err(|_| OutOfMemory)?;
        blocks.resize(count, Block::new());
        Ok(Self::new(blocks))
    }

    fn count(&self) -> usize {
        self.len()
    }

    fn wipe(&mut self, used: usize) {
        // A plain fill is faster than `zeroize`. From the end on, so that the front is left in the
        // cache, where the next computation begins.
        let used = self.get_mut(..used).unwrap_or_default();
        for blocks in used.rchunks_mut(64) {
            blocks.fill(Block::new());
        }
    }
}

/// Buffers that nobody uses.
pub(crate) struct FreeList<B>(Mutex<Vec<B>>);

/// A buffer on loan, wiped and given back when dropped.
pub(crate) struct Lease<'a, B: Buffer> {
    list: &'a FreeList<B>,
    buffer: B,
    used: usize,
}

impl<B: Buffer> FreeList<B> {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// Lends a buffer with room for `count` blocks.
    pub(crate) fn lease(&self, count: usize) -> Result<Lease<'_, B>, OutOfMemory> {
        let buffer = match self.take(count) {
            Some(buffer) => buffer,
            None => B::allocate(count)?,
        };
        Ok(Lease {
            list: self,
            buffer,
            used: count,
        })
    }

    /// Frees all buffers that are not on loan.
    pub(crate) fn release(&self) {
        let buffers = self.buffers().map(|mut free| core::mem::take(&mut *free));
        drop(buffers);
    }

    /// The list, unless it stays in use: who cannot have it does without.
    fn buffers(&self) -> Option<MutexGuard<'_, Vec<B>>> {
        for _ in 0..TRIES {
            match self.0.try_lock() {
                Ok(buffers) => return Some(buffers),
                // The list is sound after every statement below, so a panic elsewhere cannot have
                // broken it.
                Err(TryLockError::Poisoned(error)) => return Some(error.into_inner()),
                Err(TryLockError::WouldBlock) => thread::yield_now(),
            }
        }
        None
    }

    /// The smallest free buffer that is large enough, and not so large that a small computation
    /// would keep it from a large one, which would then allocate what is there already.
    fn take(&self, count: usize) -> Option<B> {
        let fitting = count..=count.saturating_mul(2);
        let mut buffers = self.buffers()?;
        let (index, _) = buffers
            .iter()
            .enumerate()
            .filter(|(_, buffer)| fitting.contains(&buffer.count()))
            .min_by_key(|(_, buffer)| buffer.count())?;
        Some(buffers.remove(index))
    }

    /// Keeps a wiped buffer, and frees the oldest ones if there is too much then: those that nobody
    /// asks for, or they would keep others from being reused for ever.
    fn keep(&self, buffer: B) {
        if buffer.count() > MAX_BLOCKS {
            return;
        }
        let Some(mut buffers) = self.buffers() else {
            return;
        };
        buffers.push(buffer);
        let is_too_much = |kept: &[B]| {
            kept.len() > MAX_BUFFERS || kept.iter().map(B::count).sum::<usize>() > MAX_BLOCKS
        };
        let mut first = 0;
        while buffers.get(first..).is_some_and(is_too_much) {
            first = first.saturating_add(1);
        }
        let oldest: Vec<B> = buffers.drain(..first).collect();
        // Freed when nobody waits for the list.
        drop(buffers);
        drop(oldest);
    }
}

impl<B: Buffer> Deref for Lease<'_, B> {
    type Target = B;

    fn deref(&self) -> &B {
        &self.buffer
    }
}

impl<B: Buffer> DerefMut for Lease<'_, B> {
    fn deref_mut(&mut self) -> &mut B {
        &mut self.buffer
    }
}

impl<B: Buffer> Drop for Lease<'_, B> {
    fn drop(&mut self) {
        self.buffer.wipe(self.used);
        self.list.keep(core::mem::take(&mut self.buffer));
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    static LIST: FreeList<Blocks> = FreeList::new();

    #[test]
    fn buffers_come_back_wiped_within_bounds() {
        let count = 1000;
        let mut lent = LIST.lease(count).unwrap();
        assert_eq!(lent.len(), count);
        for block in lent.iter_mut() {
            block.as_mut().fill(0xa5);
        }
        let place = lent.as_ptr();
        drop(lent);

        let smaller = LIST.lease(count - 1).unwrap();
        assert_eq!(smaller.as_ptr(), place, "a larger buffer serves");
        assert!(smaller.iter().all(|block| *block.as_ref() == [0; 128]));
        drop(smaller);
        let tiny = LIST.lease(count / 2 - 1).unwrap();
        assert_eq!(tiny.len(), count / 2 - 1, "a far larger one stays");
        drop(tiny);

        LIST.release();
        assert!(LIST.buffers().unwrap().is_empty());

        // Of two that fit, the smaller is lent.
        let (small, large) = (LIST.lease(10).unwrap(), LIST.lease(15).unwrap());
        let place = small.as_ptr();
        drop((large, small));
        assert_eq!(LIST.lease(8).unwrap().as_ptr(), place);

        // More buffers than the list keeps, all on loan at once.
        let many: Vec<_> = (0..MAX_BUFFERS + 8)
            .map(|_| LIST.lease(8).unwrap())
            .collect();
        drop(many);
        assert_eq!(LIST.buffers().unwrap().len(), MAX_BUFFERS);

        // They do not keep out a large one.
        drop(LIST.lease(19456).unwrap());
        assert_eq!(LIST.buffers().unwrap().len(), MAX_BUFFERS);
        assert_eq!(LIST.lease(19456).unwrap().len(), 19456);
        assert_eq!(LIST.buffers().unwrap().len(), MAX_BUFFERS);
        assert!(LIST.take(19456).is_some());

        // More memory than it keeps, in fewer buffers: the later one stays.
        LIST.release();
        let half = MAX_BLOCKS / 2 + 1;
        let (first, second) = (LIST.lease(half).unwrap(), LIST.lease(half).unwrap());
        let place = second.as_ptr();
        drop(first);
        drop(second);
        assert_eq!(LIST.buffers().unwrap().len(), 1);
        assert_eq!(LIST.lease(half).unwrap().as_ptr(), place);
        LIST.release();
        drop(LIST.lease(MAX_BLOCKS).unwrap());
        assert_eq!(LIST.buffers().unwrap().len(), 1);
        LIST.release();
        drop(LIST.lease(MAX_BLOCKS + 1).unwrap());
        assert!(LIST.buffers().unwrap().is_empty());

        assert!(LIST.lease(usize::MAX / 1024).is_err());
    }

    /// What a child meets that was forked while another thread had the list: nobody gives it back.
    #[test]
    fn a_list_that_stays_in_use_is_done_without() {
        static LIST: FreeList<Blocks> = FreeList::new();
        drop(LIST.lease(8).unwrap());
        let lent = LIST.lease(16).unwrap();
        let held = LIST.buffers().unwrap();
        assert_eq!(held.len(), 1);

        let kept = held[0].as_ptr().addr();
        let (sender, receiver) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let fresh = LIST.lease(8).unwrap();
            let place = fresh.as_ptr().addr();
            drop(fresh);
            drop(lent);
            LIST.release();
            sender.send(place).unwrap();
        });
        let fresh = receiver.recv_timeout(Duration::from_secs(60));
        assert_ne!(fresh.expect("all calls come back"), kept);
        assert_eq!(held.len(), 1);

        drop(held);
        drop(LIST.lease(8).unwrap());
        assert_eq!(LIST.buffers().unwrap().len(), 1);
        LIST.release();
        assert!(LIST.buffers().unwrap().is_empty());
    }
}
