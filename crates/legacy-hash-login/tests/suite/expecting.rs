//! What a running service learns of hashes that come while it runs.

use http::Request;
use legacy_hash::{LegacyHash, Pepper, Policy, Scheme, Stored};
use legacy_hash_login::logto::{Api, Hasher, schemes};
use legacy_hash_login::{Folding, SignIn, SqlStore};

use crate::memory::{MD5, Memory, policy};

/// Of any password: nobody signs in with it.
const BCRYPT: &str = "$2b$04$q7.yzNDOU4jDwwfipT1P0OPjkMhKQ9WSrJr3gyY93/Mpt3zY4M5hm";

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

fn covers(policy: &Policy, text: &str) -> bool {
    policy.covers(LegacyHash::parse(text).unwrap())
}

#[tokio::test]
async fn an_account_that_the_api_creates_is_expected_at_once() {
    let policy = schemes(Policy::default().with_weak_cost(8, 1, 1).unwrap()).unwrap();
    let store = SqlStore::connect("sqlite::memory:", Folding::default());
    let builder = SignIn::builder(store.await.unwrap(), policy.clone());
    let sign_in = builder.start().await.unwrap();
    let hasher = Hasher::new(sign_in.pool().clone(), policy.clone());
    let folding = Folding::default();
    let api = Api::new(sign_in.clone(), &policy, folding, hasher, TOKEN).unwrap();
    let create = async |name: &str, digest: &str| {
        let user = serde_json::json!({
            "username": name, "passwordAlgorithm": "Bcrypt", "passwordDigest": digest,
        });
        let request = Request::post("/api/users")
            .header("Content-Type", "application/json")
            .header("Authorization", format!("Bearer {TOKEN}"))
            .body(user.to_string().into_bytes())
            .unwrap();
        api.answer(request).await.status().as_u16()
    };

    assert!(!covers(&sign_in.policy(), BCRYPT));
    let before = sign_in.policy().sign_in_cost();
    assert_eq!(create("ann", BCRYPT).await, 200);
    assert!(covers(&sign_in.policy(), BCRYPT));
    assert!(sign_in.policy().sign_in_cost() > before);

    // The next one of its kind costs nothing more, and one that was not created nothing at all.
    let after = sign_in.policy().sign_in_cost();
    let other = BCRYPT.replace("$04$", "$05$");
    assert_eq!(create("bob", BCRYPT).await, 200);
    assert_eq!(create("ann", &other).await, 422);
    assert_eq!(sign_in.policy().sign_in_cost(), after);
    assert!(!covers(&sign_in.policy(), &other));
    sign_in.drain().await;
}

#[tokio::test]
async fn what_would_be_too_much_work_is_not_expected() {
    let builder = SignIn::builder(Memory::default(), policy());
    let sign_in = builder.start().await.unwrap();
    let bcrypt = |cost: u32| BCRYPT.replace("$04$", &format!("${cost:02}$"));
    assert!(sign_in.expect(bcrypt(12).as_str()));
    let before = sign_in.policy().sign_in_cost();
    assert!(!sign_in.expect(bcrypt(15).as_str()));
    assert_eq!(sign_in.policy().sign_in_cost(), before);
    assert!(covers(&sign_in.policy(), &bcrypt(12)));
    // Where there is no hash, or one that costs nothing, there is nothing to cover.
    for stored in [
        Stored::MISSING,
        "!".into(),
        "no hash".into(),
        Stored::under("MD5", MD5),
    ] {
        assert!(sign_in.expect(stored));
    }
    assert_eq!(sign_in.policy().sign_in_cost(), before);
}

/// Of many that are expected at once, none is lost.
#[test]
fn expectations_do_not_overwrite_each_other() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let builder = SignIn::builder(Memory::default(), policy());
    let sign_in = runtime.block_on(builder.start()).unwrap();
    let texts: Vec<String> = (4..10)
        .map(|cost| BCRYPT.replace("$04$", &format!("${cost:02}$")))
        .collect();
    std::thread::scope(|scope| {
        for text in &texts {
            scope.spawn(|| assert!(sign_in.expect(text.as_str())));
        }
    });
    assert!(texts.iter().all(|text| covers(&sign_in.policy(), text)));
}

/// Under a label with a pepper, a hash that looks like the policy's own is another computation.
#[tokio::test]
async fn a_peppered_hash_is_expected_as_it_is_read() {
    let own = policy().hash("password").unwrap().to_string();
    let peppered = Scheme::detect().with_pepper(Pepper::suffix("of the old system"));
    let policy = policy().with_scheme("peppered", peppered).unwrap();
    let builder = SignIn::builder(Memory::default(), policy);
    let sign_in = builder.start().await.unwrap();
    let row = || Stored::under("peppered", &own);
    assert!(!sign_in.policy().covers(row()));
    assert!(sign_in.expect(row()));
    assert!(sign_in.policy().covers(row()));
}
