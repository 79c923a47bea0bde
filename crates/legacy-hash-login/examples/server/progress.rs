//! The figures of the migration, as JSON and as a page.

use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use legacy_hash_login::{Counts, Mix, Progress, SignIn, SqlStore};
use serde_json::{Value, json};

use crate::remembered::Remembered;

/// Who signed in within this time is active: the 30 days that a month of statistics has.
const ACTIVE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How far the migration has come; `None` if the table cannot be read.
pub(crate) type Survey = Remembered<Option<Arc<Progress>>>;

/// Counts what the table holds.
pub(crate) async fn survey(sign_in: SignIn<SqlStore>) -> Option<Arc<Progress>> {
    match sign_in.progress(start_of_activity()).await {
        Ok(progress) => Some(Arc::new(progress)),
        Err(error) => {
            tracing::error!(%error, "the table could not be read");
            None
        }
    }
}

/// Who signed in after this is active.
fn start_of_activity() -> SystemTime {
    let start = SystemTime::now().checked_sub(ACTIVE);
    start.unwrap_or(SystemTime::UNIX_EPOCH)
}

pub(crate) fn figures(progress: &Progress, sign_in: &SignIn<SqlStore>) -> Value {
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
            "notAccepted": counts.not_accepted,
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
        "hashes": sign_in.mix().map(hashes),
        "passthrough": passthrough,
        "alarms": alarms.iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// What the table held at the start, and what of it every sign-in does the work of.
fn hashes(mix: &Mix) -> Value {
    let kinds = mix.kinds.iter().map(|kind| {
        json!({
            "algorithm": kind.algorithm.name(),
            "label": kind.label,
            "cost": kind.cost,
            "accounts": kind.accounts,
            "workKib": kind.work_kib,
            "isCovered": kind.coverage.is_covered(),
            "why": kind.coverage.to_string(),
        })
    });
    json!({
        "signInKib": mix.sign_in_kib,
        "leftOut": mix.left_out(),
        "kinds": kinds.collect::<Vec<_>>(),
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
    let left_out = figures
        .pointer("/hashes/leftOut")
        .and_then(Value::as_u64)
        .unwrap_or(0);
    if left_out > 0 {
        let _ = writeln!(
            alarms,
            "<p class=\"warning\">Sign-ins that take longer than all others, since their accounts' \
             hashes are too rare or too dear: those of {left_out}.</p>"
        );
    }
    include_str!("page.html")
        .replace("{accounts}", &all.to_string())
        .replace("{remaining}", &number("remaining").to_string())
        .replace("{alarms}", &alarms)
        .replace("{rows}", &rows)
        .replace("{signIns}", &sign_ins(figures))
}

/// What happened since the start, by the algorithm of the accounts' hashes.
fn sign_ins(figures: &Value) -> String {
    let mut rows = String::new();
    for counts in figures["signIns"].as_array().into_iter().flatten() {
        let name = counts["algorithm"].as_str().unwrap_or_default();
        let number = |key: &str| counts[key].as_u64().unwrap_or(0);
        let unwritten = number("lost").saturating_add(number("failed"));
        let _ = writeln!(
            rows,
            "<tr><th scope=\"row\">{name}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td>\
             <td>{unwritten}</td><td>{}</td><td>{}</td></tr>",
            number("verified"),
            number("wrong"),
            number("upgraded"),
            number("withheld"),
            number("refused"),
            number("notAccepted"),
        );
    }
    if rows.is_empty() {
        return "<p>Nobody has signed in yet.</p>\n".to_owned();
    }
    format!(
        "<div class=\"scroll\"><table class=\"counts\">\n<tr><td></td><th>right</th><th>wrong</th><th>moved</th>\
         <th>may&nbsp;not move</th><th>not written</th><th>refused</th>\
         <th>no&nbsp;longer accepted</th></tr>\n{rows}</table></div>\n"
    )
}
