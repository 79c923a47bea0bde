//! Rows that do the same work, in turns: each round runs all of them once, in random order, so that
//! what disturbs one disturbs the others; what counts is the median of the rounds' ratios.

use std::time::Instant;

/// What one run took.
#[derive(Clone, Copy)]
pub struct Sample {
    pub seconds: f64,
    /// Minor page faults of this process, where the run was in it.
    pub faults: Option<u64>,
}

/// Something that does a group's work.
pub struct Row {
    pub name: String,
    run: Box<dyn FnMut() -> Option<Sample>>,
    samples: Vec<Sample>,
}

impl Row {
    /// A row that times itself; `None` takes it out of the group.
    pub fn new(name: &str, run: impl FnMut() -> Option<Sample> + 'static) -> Self {
        let (name, run) = (name.to_owned(), Box::new(run));
        Self {
            name,
            run,
            samples: Vec::new(),
        }
    }

    /// A row of this process: `repeats` calls a run.
    pub fn calls(name: &str, repeats: u32, mut call: impl FnMut() + 'static) -> Self {
        Self::new(name, move || {
            let before = faults();
            let start = Instant::now();
            for _ in 0..repeats {
                call();
            }
            let seconds = start.elapsed().as_secs_f64() / f64::from(repeats);
            let faults = (faults() - before) / u64::from(repeats);
            Some(Sample {
                seconds,
                faults: Some(faults),
            })
        })
    }
}

/// Minor faults of this process so far (`proc(5)`).
pub fn faults() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let field = stat
        .rsplit_once(')')
        .and_then(|(_, fields)| fields.split_whitespace().nth(7)?.parse().ok());
    field.unwrap_or(0)
}

/// What a row came to.
pub struct Result {
    pub name: String,
    /// The median of its times, in seconds.
    pub seconds: f64,
    /// The median of the rounds' ratios to the group's first row.
    pub ratio: f64,
    pub faults: Option<u64>,
}

/// Runs all rows for so many rounds, the first of which does not count.
pub fn measure(mut rows: Vec<Row>, rounds: usize) -> Vec<Result> {
    rows.retain_mut(|row| {
        let runs = (row.run)().is_some();
        if !runs {
            eprintln!("left out: {}", row.name);
        }
        runs
    });
    for _ in 0..rounds {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        fastrand::shuffle(&mut order);
        for number in order {
            let row = &mut rows[number];
            let sample = (row.run)().unwrap_or_else(|| panic!("{} failed", row.name));
            row.samples.push(sample);
        }
    }
    let Some(first) = rows.first().map(|row| row.samples.clone()) else {
        return Vec::new();
    };
    let result = |row: Row| {
        let samples = row.samples.iter();
        let ratios = samples
            .clone()
            .zip(&first)
            .map(|(a, b)| a.seconds / b.seconds);
        let faults: Option<Vec<f64>> = samples
            .clone()
            .map(|s| s.faults.map(|f| f as f64))
            .collect();
        Result {
            seconds: median(samples.map(|sample| sample.seconds)),
            ratio: median(ratios),
            faults: faults.map(|faults| median(faults.into_iter()) as u64),
            name: row.name,
        }
    };
    rows.into_iter().map(result).collect()
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
