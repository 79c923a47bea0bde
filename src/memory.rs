//! The memory that Argon2 works in: a process-wide free list of wiped buffers.
//!
//! Fresh memory costs a page fault every 4 KiB (4,864 of them for 19 MiB), which is a third of the
//! whole computation on a cold heap. A buffer is wiped when it comes back, so the list never holds
//! anything that was derived from a password.

use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::Block;
use zeroize::Zeroize;

/// The list keeps no more buffers than this …
const MAX_BUFFERS: usize = 64;
/// … and no more memory than this, in blocks of 1 KiB: 256 MiB.
const MAX_BLOCKS: usize = 256 << 10;

static FREE: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

/// The allocator refused.
#[derive(Debug)]
pub(crate) struct OutOfMemory;

/// A buffer on loan, wiped and given back when dropped.
pub(crate) struct Lease {
    blocks: Vec<Block>,
    used: usize,
}

/// Lends `count` blocks of 1 KiB.
pub(crate) fn lease(count: usize) -> Result<Lease, OutOfMemory> {
    let blocks = match take(count) {
        Some(blocks) => blocks,
        None => allocate(count)?,
    };
    Ok(Lease {
        blocks,
        used: count,
    })
}

/// Frees the hashing memory that the crate keeps for reuse: at most 256 MiB, and only as much as
/// was ever in use at once.
///
/// Memory on loan to a running computation is not touched. The next computation allocates anew.
pub fn release_memory() {
    let buffers = core::mem::take(&mut *free());
    drop(buffers);
}

fn free() -> MutexGuard<'static, Vec<Vec<Block>>> {
    // The list is sound after every statement below, so a panic elsewhere cannot have broken it.
    FREE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The smallest free buffer that is large enough, and not so large that a small computation would
/// keep it from a large one, which would then allocate what is there already.
fn take(count: usize) -> Option<Vec<Block>> {
    let fitting = count..=count.saturating_mul(2);
    let mut free = free();
    let (index, _) = free
        .iter()
        .enumerate()
        .filter(|(_, blocks)| fitting.contains(&blocks.len()))
        .min_by_key(|(_, blocks)| blocks.len())?;
    Some(free.swap_remove(index))
}

fn allocate(count: usize) -> Result<Vec<Block>, OutOfMemory> {
    let mut blocks = Vec::new();
    blocks.try_reserve_exact(count).map_err(|_| OutOfMemory)?;
    blocks.resize(count, Block::new());
    Ok(blocks)
}

/// Keeps a wiped buffer if there is room for it; hands it back if not.
fn keep(blocks: Vec<Block>) -> Option<Vec<Block>> {
    let mut free = free();
    let kept: usize = free.iter().map(Vec::len).sum();
    if free.len() >= MAX_BUFFERS || kept.saturating_add(blocks.len()) > MAX_BLOCKS {
        return Some(blocks);
    }
    free.push(blocks);
    None
}

impl Lease {
    pub(crate) fn blocks(&mut self) -> &mut [Block] {
        self.blocks.get_mut(..self.used).unwrap_or_default()
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        // A plain fill is faster than `zeroize`, and the list's sharing keeps it from being
        // optimised away. Only a buffer that is freed at once could lose it. From the end on, so
        // that the front is left in the cache, where the next computation begins.
        for blocks in self.blocks().rchunks_mut(64) {
            blocks.fill(Block::new());
        }
        if let Some(mut blocks) = keep(core::mem::take(&mut self.blocks)) {
            blocks.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // One test, since the list is the process's: no other test of this binary counts on it.
    #[test]
    fn buffers_come_back_wiped_within_bounds() {
        let count = 1000;
        let mut lent = lease(count).unwrap();
        assert_eq!(lent.blocks().len(), count);
        for block in lent.blocks() {
            block.as_mut().fill(0xa5);
        }
        let place = lent.blocks().as_ptr();
        drop(lent);

        let mut smaller = lease(count - 1).unwrap();
        assert_eq!(smaller.blocks().as_ptr(), place, "a larger buffer serves");
        assert_eq!(smaller.blocks().len(), count - 1);
        assert!(
            smaller
                .blocks
                .iter()
                .all(|block| *block.as_ref() == [0; 128])
        );
        let tiny = lease(count / 2 - 1).unwrap();
        assert_eq!(tiny.blocks.len(), count / 2 - 1, "a far larger one stays");
        drop((smaller, tiny));

        release_memory();
        assert!(free().is_empty());

        // Of two that fit, the smaller is lent.
        let (small, large) = (lease(10).unwrap(), lease(15).unwrap());
        let place = small.blocks.as_ptr();
        drop((large, small));
        assert_eq!(lease(8).unwrap().blocks.as_ptr(), place);

        // More buffers than the list keeps, all on loan at once.
        let many: Vec<_> = (0..MAX_BUFFERS + 8).map(|_| lease(8).unwrap()).collect();
        drop(many);
        assert_eq!(free().len(), MAX_BUFFERS);

        // More memory than it keeps, in fewer buffers.
        release_memory();
        let half = MAX_BLOCKS / 2 + 1;
        let both = (lease(half).unwrap(), lease(half).unwrap());
        drop(both);
        assert_eq!(free().len(), 1);
        release_memory();
        drop(lease(MAX_BLOCKS).unwrap());
        assert_eq!(free().len(), 1);
        release_memory();
        drop(lease(MAX_BLOCKS + 1).unwrap());
        assert!(free().is_empty());

        assert!(lease(usize::MAX / 1024).is_err());
    }
}
