//! The figures of the migration, as JSON and as a page.

use std::fmt::Write;
use std::time::{Duration, Instant, SystemTime};

use legacy_hash_login::{Counts, Progress, SignIn, SqlError, SqlStore};
use serde_json::{Value, json};
use tokio::sync::Mutex;

/// Who signed in within this time is active: the 30 days that a month of statistics has.
const ACTIVE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// The last survey of the table, which is not repeated more often than it is worth.
#[derive(Default)]
pub(crate) struct Survey(Mutex<Option<(Instant, Duration, Progress)>>);

impl Survey {
    /// The figures, at most a second old, or ten times as old as they took to count.
    pub(crate) async fn figures(&self, sign_in: &SignIn<SqlStore>) -> Result<Value, SqlError> {
        // Whoever waits for the lock finds what was counted meanwhile.
        let mut last = self.0.lock().await;
        if let Some((at, took, progress)) = &*last
            && at.elapsed() < Duration::from_secs(1).max(took.saturating_mul(10))
        {
            return Ok(figures(progress, sign_in));
        }
        let start = Instant::now();
        let since = start_of_activity();
        let progress = sign_in.progress(since).await?;
        let figures = figures(&progress, sign_in);
        *last = Some((Instant::now(), start.elapsed(), progress));
        Ok(figures)
    }
}

/// Who signed in after this is active.
fn start_of_activity() -> SystemTime {
    let start = SystemTime::now().checked_sub(ACTIVE);
    start.unwrap_or(SystemTime::UNIX_EPOCH)
}

fn figures(progress: &Progress, sign_in: &SignIn<SqlStore>) -> Value {
    let algorithms = progress.algorithms.iter().map(|(algorithm, share)| {
        json!({
            "algorithm": algorithm.name(),
            "accounts": share.accounts,
            "moved": share.moved,
        })
    });
    let counters = sign_in.counters();
    let counted = counters
        .iter()
        .filter(|(_, counts)| *counts != Counts::default());
    let sign_ins = counted.map(|(algorithm, counts)| {
        json!({
            "algorithm": algorithm.name(),
            "verified": counts.verified,
            "wrong": counts.wrong,
            "upgraded": counts.upgraded,
            "withheld": counts.withheld,
            "lost": counts.lost,
            "failed": counts.failed,
            "refused": counts.refused,
        })
    });
    let passthrough = sign_in.passthrough().map(|passthrough| {
        let counts = passthrough.counts();
        json!({
            "sent": counts.sent,
            "probes": counts.probes,
            "matched": counts.matched,
            "withheld": counts.withheld,
            "refused": counts.refused,
            "unavailable": counts.unavailable,
            "limited": counts.limited,
            "alarms": counts.alarms,
        })
    });
    let alarms = sign_in.alarms();
    json!({
        "accounts": progress.accounts,
        "moved": progress.moved,
        "remaining": progress.remaining(),
        "withoutHash": progress.without_hash,
        "disabled": progress.disabled,
        "unreadable": progress.unreadable,
        "unreadableByLabel": progress.unreadable_by_label,
        "algorithms": algorithms.collect::<Vec<_>>(),
        "active": { "accounts": progress.active.accounts, "moved": progress.active.moved },
        "signIns": sign_ins.collect::<Vec<_>>(),
        "passthrough": passthrough,
        "alarms": alarms.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// The page: the same figures, and no script.
pub(crate) fn page(figures: &Value) -> String {
    let number = |key: &str| figures[key].as_u64().unwrap_or(0);
    let all = number("accounts");
    let mut rows = String::new();
    let mut row = |name: &str, part: u64, whole: u64, class: &str| {
        let percent = if whole == 0 {
            0.0
        } else {
            part as f64 * 100.0 / whole as f64
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            rows,
            "<tr class=\"{class}\"><th scope=\"row\">{name}</th>\
             <td><progress max=\"{max}\" value=\"{part}\"></progress></td>\
             <td class=\"figure\" data-name=\"{name}\">{part}</td><td>{percent:.1}&#8239;%</td></tr>",
            max = whole.max(1),
        );
    };
    row("moved", number("moved"), all, "moved");
    let active = &figures["active"];
    let active = |key: &str| active[key].as_u64().unwrap_or(0);
    row(
        "active and moved",
        active("moved"),
        active("accounts"),
        "moved",
    );
    for algorithm in figures["algorithms"].as_array().into_iter().flatten() {
        let name = algorithm["algorithm"].as_str().unwrap_or_default();
        row(
            name,
            algorithm["accounts"].as_u64().unwrap_or(0),
            all,
            "algorithm",
        );
    }
    for (name, key) in [
        ("without a hash", "withoutHash"),
        ("disabled", "disabled"),
        ("unreadable", "unreadable"),
    ] {
        row(name, number(key), all, "rest");
    }
    let mut alarms = String::new();
    for alarm in figures["alarms"].as_array().into_iter().flatten() {
        let alarm = alarm.as_str().unwrap_or_default();
        let _ = writeln!(alarms, "<p class=\"alarm\">{alarm}.</p>");
    }
    include_str!("page.html")
        .replace("{accounts}", &all.to_string())
        .replace("{remaining}", &number("remaining").to_string())
        .replace("{alarms}", &alarms)
        .replace("{rows}", &rows)
}
