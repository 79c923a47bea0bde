//! Where there is no memory to hash in, nobody learns which state an account is in.

use std::env;
use std::process::Command;

use legacy_hash::{Limits, Policy};
use legacy_hash_login::{SignIn, SignInError, logto};

use crate::memory::{MD5, Memory};

/// Set in the process that has no memory.
const SHORT: &str = "LEGACY_HASH_SHORT_OF_MEMORY";

/// 8 GiB, four times of what the process may have.
const MEMORY_KIB: u32 = 8 << 20;

#[tokio::test]
#[cfg(target_os = "linux")] // only there a process has limits
async fn every_state_is_unavailable() {
    if env::var_os(SHORT).is_none() {
        let name = "shortage::every_state_is_unavailable";
        let output = Command::new("sh")
            .args(["-c", "ulimit -v 2097152 && exec \"$0\" \"$@\""])
            .arg(env::current_exe().unwrap())
            .args([name, "--exact", "--test-threads=1"])
            .env(SHORT, "1")
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{printed}");
        assert!(printed.contains("1 passed"), "{printed}");
        return;
    }
    let mut limits = Limits::default();
    limits.memory_kib = MEMORY_KIB;
    limits.work_kib = u64::MAX;
    limits.sign_in_work_kib = u64::MAX;
    let policy = Policy::default().with_limits(limits).unwrap();
    let policy = policy.with_cost(MEMORY_KIB, 1, 1).unwrap();
    let policy = logto::schemes(policy).unwrap();
    let accounts = Memory::default();
    let own = format!(
        "$argon2id$v=19$m={MEMORY_KIB},t=1,p=1$c29tZXNhbHRzb21lc2FsdA$\
         AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    );
    accounts.put("md5", Some("MD5"), Some(MD5));
    accounts.put("locked", Some("MD5"), Some(MD5));
    accounts.lock("locked", true);
    accounts.put("none", None, None);
    accounts.put("disabled", None, Some("!"));
    accounts.put("unreadable", Some("MD5"), Some("5f4d"));
    accounts.put("unknown label", Some("v9"), Some(MD5));
    accounts.put("own", None, Some(&own));
    for shows_reset in [false, true] {
        let builder = SignIn::builder(accounts.clone(), policy.clone());
        let sign_in = builder.show_reset(shows_reset).start_as_it_is();
        let sign_in = sign_in.await.unwrap();
        for user in [
            "md5",
            "locked",
            "none",
            "disabled",
            "unreadable",
            "unknown label",
            "own",
            "nobody",
        ] {
            for password in ["password", "wrong", ""] {
                let answer = sign_in.sign_in(user, password).await;
                assert_eq!(answer.unwrap_err(), SignInError::Unavailable, "{user}");
            }
        }
    }
    assert_eq!(accounts.get("md5").text.as_deref(), Some(MD5));
}
