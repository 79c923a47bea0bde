//! What records do to the identifiers of accounts that are there, and who can move with whom.

use std::collections::HashSet;

use crate::identifier::Kind;
use crate::sql::import::account::{Change, Known};

/// What a record does to the identifiers of an account that is there.
pub(super) struct Plan<'u> {
    pub(super) known: Known,
    pub(super) changes: Vec<Change<'u>>,
    /// Other accounts that have what this one is to get.
    pub(super) held: Vec<(Kind, String, String)>,
}

/// Drops the plans of those who have to stay: whoever waits for somebody that stays and, once there is
/// nobody like that, all but the first of those who want the same. Says whether there were any.
pub(super) fn stay(plans: &mut [Option<Plan<'_>>]) -> bool {
    let old = |plan: &Plan<'_>, change: &Change<'_>| {
        let old = change.old.clone()?;
        Some((change.kind, old, plan.known.id.clone()))
    };
    let given: HashSet<(Kind, String, String)> = plans
        .iter()
        .flatten()
        .flat_map(|plan| plan.changes.iter().filter_map(|change| old(plan, change)))
        .collect();
    let waits = |plan: &Plan<'_>| !plan.held.iter().all(|held| given.contains(held));
    if drop_all(plans, waits) {
        return true;
    }
    let mut wanted: HashSet<(Kind, String)> = HashSet::new();
    drop_all(plans, |plan| {
        let new = plan.changes.iter().filter_map(|change| change.new.as_ref());
        let new: Vec<_> = new.map(|new| (new.kind, new.folded.clone())).collect();
        let is_second = new.iter().any(|new| wanted.contains(new));
        if !is_second {
            wanted.extend(new);
        }
        is_second
    })
}

fn drop_all<'u>(plans: &mut [Option<Plan<'u>>], mut drops: impl FnMut(&Plan<'u>) -> bool) -> bool {
    let mut has_dropped = false;
    for slot in plans {
        if slot.as_ref().is_some_and(&mut drops) {
            *slot = None;
            has_dropped = true;
        }
    }
    has_dropped
}
