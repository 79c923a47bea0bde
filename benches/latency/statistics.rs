//! What tells two samples of durations apart. All samples are sorted.

/// What a pair of states may differ by.
pub(crate) const MAX_AUC_OFFSET: f64 = 0.05;
pub(crate) const MAX_KS: f64 = 0.09;

/// How well a duration tells two states apart.
pub(crate) struct Difference {
    pub(crate) auc: f64,
    pub(crate) ks: f64,
}

impl Difference {
    pub(crate) fn of(a: &[f64], b: &[f64]) -> Self {
        Self {
            auc: auc(a, b),
            ks: ks(a, b),
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        (self.auc - 0.5).abs() > MAX_AUC_OFFSET || self.ks > MAX_KS
    }
}

/// The chance that a duration of `b` is longer than one of `a`.
fn auc(a: &[f64], b: &[f64]) -> f64 {
    let below = |value: f64| a.partition_point(|&other| other < value);
    let up_to = |value: f64| a.partition_point(|&other| other <= value);
    let wins: f64 = b
        .iter()
        .map(|&value| (below(value) + up_to(value)) as f64 / 2.0)
        .sum();
    wins / (a.len() as f64 * b.len() as f64)
}

/// The greatest difference of the two distribution functions.
fn ks(a: &[f64], b: &[f64]) -> f64 {
    let share =
        |of: &[f64], value| of.partition_point(|&other| other <= value) as f64 / of.len() as f64;
    let differences = a
        .iter()
        .chain(b)
        .map(|&value| (share(a, value) - share(b, value)).abs());
    differences.fold(0.0, f64::max)
}

/// The least shift, in seconds, that would bring a state's AUC over the bound.
pub(crate) fn least_shift(samples: &[f64]) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        let shifted: Vec<f64> = samples.iter().map(|sample| sample + middle).collect();
        if auc(samples, &shifted) > 0.5 + MAX_AUC_OFFSET {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// What this share of the samples is not above.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len().saturating_sub(1) as f64 * share) as usize;
    sorted.get(place).copied().unwrap_or_default()
}
