//! The results as Markdown, and each group as bars.

use std::fmt::Write;

use crate::harness::Result;

/// A group of rows that do the same work.
pub struct Group {
    pub title: &'static str,
    /// The picture's file, without its ending.
    pub file: &'static str,
    pub results: Vec<Result>,
}

/// A group as a table.
pub fn table(group: &Group) -> String {
    let has_faults = group.results.iter().any(|result| result.faults.is_some());
    let mut text = format!(
        "## {}\n\n![{}]({}.svg)\n\n",
        group.title, group.title, group.file
    );
    text += "| | time | ratio |";
    text += if has_faults { " page faults |\n" } else { "\n" };
    text += "|---|--:|--:|";
    text += if has_faults { "--:|\n" } else { "\n" };
    for result in &group.results {
        let (name, time) = (&result.name, time(result.seconds));
        write!(text, "| {name} | {time} | {:.2} |", result.ratio).unwrap();
        if has_faults {
            let faults = result.faults.map(|faults| faults.to_string());
            write!(text, " {} |", faults.unwrap_or_default()).unwrap();
        }
        text += "\n";
    }
    text + "\n"
}

fn time(seconds: f64) -> String {
    if seconds < 1e-6 {
        format!("{:.0} ns", seconds * 1e9)
    } else if seconds < 1e-3 {
        format!("{:.1} µs", seconds * 1e6)
    } else {
        format!("{:.1} ms", seconds * 1e3)
    }
}

pub fn picture(group: &Group) -> String {
    let longest = group
        .results
        .iter()
        .map(|result| result.ratio)
        .fold(0.0, f64::max);
    let height = group.results.len() * 26 + 20;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"830\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for (number, result) in group.results.iter().enumerate() {
        let y = number * 26 + 10;
        let width = result.ratio / longest * 320.0;
        let is_ours = result.name.starts_with("**");
        let (colour, weight) = if is_ours {
            ("#036", "bold")
        } else {
            ("#9bc", "normal")
        };
        let name = result.name.replace("**", "");
        writeln!(
            svg,
            "<text x=\"420\" y=\"{0}\" text-anchor=\"end\" font-weight=\"{weight}\">{name}</text>\
             <rect x=\"430\" y=\"{y}\" width=\"{width:.1}\" height=\"18\" fill=\"{colour}\"/>\
             <text x=\"{1:.1}\" y=\"{0}\">{2:.2}</text>",
            y + 14,
            436.0 + width,
            result.ratio,
        )
        .unwrap();
    }
    svg + "</svg>\n"
}

/// What the figures were taken on.
pub fn machine() -> String {
    let read = |file| std::fs::read_to_string(file).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = read("/proc/meminfo");
    let kib = memory
        .split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse::<u64>().ok());
    let gib = kib.unwrap_or_default() >> 20;
    let argon2 = argon2_rust::detected_backend();
    format!(
        "{}, {cores} cores, {gib} GiB; `argon2-rust` uses {argon2}",
        model.unwrap_or("an unknown processor")
    )
}
