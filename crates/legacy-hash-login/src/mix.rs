//! What a table's hashes cost, and which of them every sign-in does the work of.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use legacy_hash::{Algorithm, Argon2Hash, LegacyHash, Policy, PolicyError, Stored};

use crate::store::Survey;

/// The hashes of a table, by what they cost, as they were at the start: which of them every sign-in
/// does the work of, and which are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mix {
    /// All accounts of the table, those without a hash among them.
    pub accounts: u64,
    /// What one sign-in costs, as the KiB that Argon2 would fill in the same time
    /// ([`Policy::sign_in_cost`]); 38912, the default policy's own, take some 15 ms.
    pub sign_in_kib: u64,
    /// Each kind of hash that can be read; those that most accounts have come first.
    pub kinds: Vec<HashKind>,
}

/// Hashes of one algorithm and one cost, under one label.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HashKind {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The label that the rows carry, if they carry one.
    pub label: Option<String>,
    /// All that the time of a verification depends on: `cost 12`, or
    /// `argon2id v19 m=65536,t=3,p=4`. Empty for plain digests.
    pub cost: String,
    /// How many accounts have it. 0 for a kind that is named and that nobody has.
    pub accounts: u64,
    /// What one verification costs, as the KiB that Argon2 would fill in the same time; 0 for plain
    /// digests.
    pub work_kib: u64,
    /// Whether every sign-in does this work.
    pub coverage: Coverage,
}

/// Whether every sign-in does the work of a kind of hash, so that the time does not tell an account
/// that has it from others.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Coverage {
    /// It costs nothing beside the policy's own hash, or is one, or is not looked at: the policy
    /// refuses the algorithm.
    Free,
    /// It does: the operator named it, by [`Policy::with_expected`] or
    /// [`Builder::expect`](crate::Builder::expect).
    Named,
    /// It does: enough accounts have it.
    Expected,
    /// It does not: too few accounts have it
    /// ([`Builder::expect_above_one_in`](crate::Builder::expect_above_one_in)).
    Rare,
    /// It does not: the policy refuses to expect it, most often for its work.
    Refused(PolicyError),
    /// It does not, though a hash of its cost is expected: its label's scheme adds work of its own.
    Uncovered,
}

impl Coverage {
    /// Whether sign-ins of these accounts take as long as all others.
    #[must_use]
    pub const fn is_covered(&self) -> bool {
        matches!(self, Self::Free | Self::Named | Self::Expected)
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Free => f.write_str("free"),
            Self::Named => f.write_str("named"),
            Self::Expected => f.write_str("expected"),
            Self::Rare => f.write_str("too few accounts have it"),
            Self::Refused(error) => error.fmt(f),
            Self::Uncovered => f.write_str("its scheme adds work of its own"),
        }
    }
}

impl Mix {
    /// How many accounts are not covered: their sign-ins take longer than all others, or are
    /// refused for their cost.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        let left_out = self.kinds.iter().filter(|kind| !kind.coverage.is_covered());
        left_out.fold(0, |sum, kind| sum.saturating_add(kind.accounts))
    }

    /// Tells the operator.
    pub(crate) fn log(&self) {
        for kind in &self.kinds {
            let (algorithm, cost) = (kind.algorithm.name(), kind.cost.as_str());
            let label = kind.label.as_deref();
            let (accounts, work_kib) = (kind.accounts, kind.work_kib);
            match &kind.coverage {
                Coverage::Free => {
                    tracing::debug!(algorithm, cost, label, accounts, "no work of its own");
                }
                covered @ (Coverage::Named | Coverage::Expected) => tracing::info!(
                    algorithm,
                    cost,
                    label,
                    accounts,
                    work_kib,
                    why = %covered,
                    "every sign-in does the work of this kind of hash"
                ),
                reason => tracing::warn!(
                    algorithm,
                    cost,
                    label,
                    accounts,
                    work_kib,
                    %reason,
                    "sign-ins do not do the work of this kind of hash"
                ),
            }
        }
        tracing::info!(
            accounts = self.accounts,
            sign_in_kib = self.sign_in_kib,
            "what every sign-in costs"
        );
        let left_out = self.left_out();
        if left_out > 0 {
            tracing::warn!(
                accounts = left_out,
                "accounts are not covered: their sign-ins take longer than all others, or are refused"
            );
        }
    }
}

/// What makes hashes cost the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Cost {
    Digest(Algorithm),
    Bcrypt(u32),
    /// Variant, version, memory, iterations and lanes.
    Argon2(&'static str, [u32; 4]),
}

impl Cost {
    fn of(hash: &LegacyHash) -> Self {
        match hash {
            LegacyHash::Bcrypt(hash) => Self::Bcrypt(hash.cost()),
            LegacyHash::Argon2(hash) => Self::Argon2(hash.variant().name(), numbers(hash)),
            hash => Self::Digest(hash.algorithm()),
        }
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digest(_) => Ok(()),
            Self::Bcrypt(cost) => write!(f, "cost {cost}"),
            Self::Argon2(variant, [version, memory, iterations, lanes]) => {
                write!(
                    f,
                    "{variant} v{version} m={memory},t={iterations},p={lanes}"
                )
            }
        }
    }
}

const fn numbers(hash: &Argon2Hash) -> [u32; 4] {
    let cost = hash.cost();
    let version = hash.version().number();
    [version, cost.memory_kib(), cost.iterations(), cost.lanes()]
}

/// The rows of one cost: one of their hashes, and how many have each label.
struct Rows {
    sample: LegacyHash,
    labels: Vec<(Option<String>, u64)>,
}

impl Rows {
    fn of(sample: LegacyHash) -> Self {
        Self {
            sample,
            labels: Vec::new(),
        }
    }

    fn count(&mut self, label: Option<&str>) {
        let mut known = self.labels.iter_mut();
        match known.find(|(known, _)| known.as_deref() == label) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => self.labels.push((label.map(str::to_owned), 1)),
        }
    }

    /// How many accounts a policy does not cover.
    fn uncovered(&self, policy: &Policy) -> u64 {
        let rows = self.labels.iter();
        let uncovered = rows.filter(|(label, _)| !covers(policy, label.as_deref(), &self.sample));
        uncovered.fold(0, |sum, (_, count)| sum.saturating_add(*count))
    }
}

/// Whether the work of a hash under this label is done at every sign-in.
fn covers(policy: &Policy, label: Option<&str>, hash: &LegacyHash) -> bool {
    match label {
        Some(label) => policy.covers(Stored::under(label, hash)),
        None => policy.covers(hash),
    }
}

/// What a table holds, before it is decided what of it to expect.
#[derive(Default)]
pub(crate) struct Table {
    accounts: u64,
    costs: BTreeMap<Cost, Rows>,
}

impl Table {
    pub(crate) async fn read<S: Survey>(store: &S, policy: &Policy) -> Result<Self, S::Error> {
        let mut table = Self::default();
        store
            .survey(|row| {
                table.accounts = table.accounts.saturating_add(1);
                if let Ok(hash) = policy.read(row.as_stored()) {
                    let rows = table.costs.entry(Cost::of(&hash));
                    rows.or_insert_with(|| Rows::of(hash)).count(row.label);
                }
            })
            .await?;
        Ok(table)
    }

    /// Has the policy expect what it was told to and, beside that, what more than one account in
    /// `one_in` has: the most frequent first, as far as the limit on a sign-in's work allows.
    pub(crate) fn expected_by(mut self, named: Policy, one_in: u64) -> (Policy, Mix) {
        for sample in named.expected() {
            let rows = self.costs.entry(Cost::of(sample));
            let rows = rows.or_insert_with(|| Rows::of(sample.clone()));
            if rows.labels.is_empty() {
                rows.labels.push((None, 0));
            }
        }
        let mut costs: Vec<_> = self.costs.into_iter().collect();
        costs.sort_by_key(|(_, rows)| Reverse(rows.uncovered(&named)));

        let mut policy = named.clone();
        let mut samples = named.expected().to_vec();
        let mut reasons = BTreeMap::new();
        for (cost, rows) in &costs {
            let uncovered = rows.uncovered(&named);
            if uncovered == 0 {
                continue;
            }
            if uncovered.saturating_mul(one_in) <= self.accounts {
                reasons.insert(*cost, Coverage::Rare);
                continue;
            }
            samples.push(rows.sample.clone());
            match policy.clone().with_expected(samples.iter().cloned()) {
                Ok(more) => policy = more,
                Err(error) => {
                    samples.pop();
                    reasons.insert(*cost, Coverage::Refused(error));
                }
            }
        }

        // A policy can always do without samples.
        let bare = named.clone().with_expected([]).ok();
        let coverage = |label: Option<&str>, cost: &Cost, hash: &LegacyHash| {
            let by = |policy: &Policy| covers(policy, label, hash);
            if bare.as_ref().is_some_and(by) {
                Coverage::Free
            } else if by(&named) {
                Coverage::Named
            } else if by(&policy) {
                Coverage::Expected
            } else {
                let reason = reasons.get(cost).cloned();
                reason.unwrap_or(Coverage::Uncovered)
            }
        };
        let mut kinds = Vec::new();
        for (cost, rows) in &costs {
            for (label, accounts) in &rows.labels {
                kinds.push(HashKind {
                    algorithm: rows.sample.algorithm(),
                    cost: cost.to_string(),
                    accounts: *accounts,
                    work_kib: rows.sample.cost().work_kib(),
                    coverage: coverage(label.as_deref(), cost, &rows.sample),
                    label: label.clone(),
                });
            }
        }
        kinds.sort_by_key(|kind| Reverse(kind.accounts));
        let mix = Mix {
            accounts: self.accounts,
            sign_in_kib: policy.sign_in_cost(),
            kinds,
        };
        (policy, mix)
    }
}
