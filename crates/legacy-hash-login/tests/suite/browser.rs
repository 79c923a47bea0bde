//! The page of figures in a real browser.

use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::server::{Server, client, database, export, password, progress, sign_in};

/// Debian's name for it and the others'.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// What the browser makes of a page, or nothing where there is no browser.
fn rendered(url: &str) -> Option<String> {
    let profile = TempDir::new().unwrap();
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--dump-dom",
    ];
    let output = BROWSERS.iter().find_map(|browser| {
        let profile = format!("--user-data-dir={}", profile.path().display());
        let mut command = Command::new(browser);
        command.args(arguments).arg(profile).arg(url).output().ok()
    })?;
    assert!(output.status.success());
    Some(String::from_utf8(output.stdout).unwrap())
}

/// The text of the element with this name, as it is shown.
fn figure(page: &str, name: &str) -> u64 {
    let (_, rest) = page
        .split_once(&format!("data-name=\"{name}\">"))
        .unwrap_or_else(|| {
            panic!("no figure named {name}: {page}");
        });
    rest.split_once('<').unwrap().0.parse().unwrap()
}

#[tokio::test]
async fn the_page_shows_the_figures() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let (users, database) = (export(folder, 9), database(folder));
    let server = Server::start(folder, &["--users", &users, "--database", &database]);
    for user in 0..4 {
        assert_eq!(
            sign_in(&client(), &server.url, user, &password(user)).await,
            Some(200)
        );
    }
    // The upgrades are written beside the answers.
    let figures: Value = loop {
        let figures = progress(&server.admin).await;
        if figures["moved"] == 4 {
            break figures;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    };
    let url = format!("{}/progress", server.admin);
    let Some(page) = tokio::task::spawn_blocking(move || rendered(&url))
        .await
        .unwrap()
    else {
        let is_needed = std::env::var_os("LEGACY_HASH_REQUIRE_BROWSER").is_some();
        assert!(!is_needed, "no browser");
        eprintln!("SKIPPED: no browser is installed, so that nobody looked at the page");
        return;
    };
    for name in ["accounts", "moved", "remaining"] {
        assert_eq!(Some(figure(&page, name)), figures[name].as_u64(), "{name}");
    }
    for algorithm in figures["algorithms"].as_array().unwrap() {
        let name = algorithm["algorithm"].as_str().unwrap();
        assert_eq!(
            Some(figure(&page, name)),
            algorithm["accounts"].as_u64(),
            "{name}"
        );
        // The bar is as long as the figure says.
        let bar = format!("value=\"{}\"", algorithm["accounts"]);
        assert!(page.contains(&bar), "{name}");
    }
    assert_eq!((figure(&page, "md5"), figure(&page, "argon2")), (5, 4));
    server.stop();
}
