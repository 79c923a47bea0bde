//! The distributions as an SVG picture.

use std::fmt::Write;

use crate::statistics::quantile;

/// A row for each state: 5 to 95 % as a line, the quartiles as a bar, the median as a mark.
pub(crate) fn draw(states: &[(&str, &[f64])]) -> String {
    let all = |share| {
        states
            .iter()
            .map(move |(_, samples)| quantile(samples, share))
    };
    let (low, high) = (
        all(0.05).fold(f64::MAX, f64::min),
        all(0.95).fold(0.0, f64::max),
    );
    let x = |value: f64| 170.0 + (value - low) / (high - low) * 500.0;
    let height = states.len() * 26 + 60;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"700\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    for (number, (name, samples)) in states.iter().enumerate() {
        let y = number * 26 + 30;
        let [p5, p25, p50, p75, p95] =
            [0.05, 0.25, 0.5, 0.75, 0.95].map(|share| x(quantile(samples, share)));
        let width = p75 - p25;
        writeln!(
            svg,
            "<text x=\"10\" y=\"{}\">{}</text>\
             <line x1=\"{p5:.1}\" x2=\"{p95:.1}\" y1=\"{y}\" y2=\"{y}\" stroke=\"#888\"/>\
             <rect x=\"{p25:.1}\" y=\"{}\" width=\"{width:.1}\" height=\"14\" fill=\"#9bc\"/>\
             <line x1=\"{p50:.1}\" x2=\"{p50:.1}\" y1=\"{}\" y2=\"{}\" stroke=\"#036\" stroke-width=\"2\"/>",
            y + 4, name, y - 7, y - 9, y + 9,
        )
        .unwrap();
    }
    let y = height - 20;
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let value = low + (high - low) * share;
        writeln!(
            svg,
            "<text x=\"{:.1}\" y=\"{y}\" text-anchor=\"middle\">{:.1} ms</text>",
            x(value),
            value * 1000.0
        )
        .unwrap();
    }
    svg + "</svg>\n"
}
