//! The costs that OWASP recommends for Argon2id (Password Storage Cheat Sheet).

use crate::format::argon2_parameters::Argon2Cost;

/// The least memory for 1, 2, 3, 4 and 5 iterations, in KiB, all with one lane: each is as strong as
/// the others.
pub(super) const FLOORS: [(u32, u32); 5] =
    [(1, 47104), (2, 19456), (3, 12288), (4, 9216), (5, 7168)];

/// Whether a cost is no less than one of the recommended ones.
pub(super) fn meets_floors(cost: Argon2Cost) -> bool {
    let is_met = |&(iterations, memory_kib): &(u32, u32)| {
        cost.iterations() >= iterations && cost.memory_kib() >= memory_kib
    };
    FLOORS.iter().any(is_met)
}
