//! Looks for bytes in this process's memory, without having them in it.

use std::collections::HashMap;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;

/// How many bytes in a row count as found: what one register holds.
const WINDOW: usize = 8;
/// How much is read at a time, in bytes.
const CHUNK: usize = 1 << 16;
/// What is skipped at once if it is all zeros, in bytes.
const PAGE: usize = 1 << 12;

/// What is searched: windows of secrets, none of them as it is. A window is its eight bytes as a number,
/// times an odd one; equal products are equal windows.
#[derive(Default)]
pub(crate) struct Sought {
    names: Vec<String>,
    products: HashMap<u64, usize>,
}

/// The odd number.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

fn product(window: &[u8]) -> u64 {
    let number = u64::from_le_bytes(window.try_into().unwrap());
    number.wrapping_mul(FACTOR)
}

/// All windows of `secret`: as it is, and with the bytes of each 32-bit word the other way round, as
/// SHA-1, SHA-256 and Blowfish load them.
pub(crate) fn windows(secret: &[u8]) -> Vec<u64> {
    let turned = |window: &[u8]| {
        let mut turned: Vec<u8> = window.to_vec();
        turned.chunks_mut(4).for_each(<[u8]>::reverse);
        product(&turned)
    };
    let windows = secret.windows(WINDOW);
    windows
        .flat_map(|window| [product(window), turned(window)])
        .collect()
}

impl Sought {
    pub(crate) fn add(&mut self, name: &str, windows: impl IntoIterator<Item = u64>) {
        let windows = windows
            .into_iter()
            .map(|product| (product, self.names.len()));
        self.products.extend(windows);
        self.names.push(name.to_owned());
    }

    /// Where windows were found in memory that this process can write (what it cannot write holds nothing
    /// that it made), a line for each run of them.
    pub(crate) fn find(&self) -> Vec<String> {
        let maps = fs::read_to_string("/proc/self/maps").unwrap();
        let memory = File::open("/proc/self/mem").unwrap();
        let mut found = Vec::new();
        for map in maps.lines() {
            let (range, rest) = map.split_once(' ').unwrap();
            if !rest.starts_with("rw") {
                continue;
            }
            let (begin, end) = range.split_once('-').unwrap();
            let address = |text| u64::from_str_radix(text, 16).unwrap();
            let name = rest.split_whitespace().nth(4).unwrap_or("anonymous");
            self.find_between(address(begin), address(end), &memory, name, &mut found);
        }
        found
    }

    fn find_between(
        &self,
        begin: u64,
        end: u64,
        memory: &File,
        map: &str,
        found: &mut Vec<String>,
    ) {
        let mut buffer = vec![0; CHUNK + WINDOW - 1];
        let mut last = None;
        let mut at = begin;
        while at < end {
            let want = buffer.len().min((end - at) as usize);
            // A mapping may end sooner than it says.
            let Ok(read) = memory.read_at(&mut buffer[..want], at) else {
                return;
            };
            let read = &buffer[..read];
            for (page, bytes) in read.chunks(PAGE).enumerate() {
                if bytes == &[0; PAGE][..bytes.len()] {
                    continue;
                }
                let page = page * PAGE;
                let with_next = &read[page..read.len().min(page + PAGE + WINDOW - 1)];
                for (place, window) in with_next.windows(WINDOW).enumerate() {
                    if let Some(&name) = self.products.get(&product(window)) {
                        let place = at + (page + place) as u64;
                        // A run of windows is one finding.
                        if last.replace((name, place)) != Some((name, place - 1)) {
                            let name = &self.names[name];
                            found.push(format!("{name} at {place:#x} ({map}, to {end:#x})"));
                        }
                    }
                }
            }
            buffer.fill(0);
            at += CHUNK as u64;
        }
    }
}
