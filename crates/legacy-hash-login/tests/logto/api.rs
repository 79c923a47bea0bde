//! `POST /api/users`.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use http::{Method, Request, Response};
use legacy_hash::{Limits, Stored};
use legacy_hash_login::logto::{Api, ApiError, FieldNames, HashPassword, HashingError, SetupError};
use legacy_hash_login::{Folding, Import, Imported, Kind, Outcome, Position};
use serde_json::{Value, json};

use crate::table::Failed;
use crate::{BCRYPT, Table, hasher, policy};

const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// A table that the test looks into.
struct Shared(Arc<Table>);

impl Import for Shared {
    type Error = Failed;

    async fn position(&self, source: &str) -> Result<Position, Failed> {
        self.0.position(source).await
    }

    async fn write(
        &self,
        source: &str,
        users: &[Imported],
        position: Position,
    ) -> Result<Vec<Outcome>, Failed> {
        self.0.write(source, users, position).await
    }

    async fn create(&self, user: &Imported) -> Result<Result<String, Kind>, Failed> {
        self.0.create(user).await
    }
}

fn api_with<H: HashPassword>(hasher: H) -> (Arc<Table>, Api<Shared, H>) {
    let table = Arc::new(Table::default());
    let shared = Shared(Arc::clone(&table));
    let api = Api::new(shared, &policy(), Folding::default(), hasher, TOKEN);
    (table, api.unwrap())
}

fn api() -> (Arc<Table>, Api<Shared, impl HashPassword>) {
    api_with(hasher())
}

fn post(body: impl Into<Vec<u8>>) -> Request<Vec<u8>> {
    Request::post("/api/users")
        .header("Content-Type", "application/json")
        .header("Authorization", format!("Bearer {TOKEN}"))
        .body(body.into())
        .unwrap()
}

/// The status, the code and that there is a message.
fn refusal(response: &Response<Vec<u8>>) -> (u16, String) {
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    assert!(body["message"].as_str().is_some_and(|it| !it.is_empty()));
    assert_eq!(body.as_object().unwrap().len(), 2);
    let code = body["code"].as_str().unwrap().to_owned();
    (response.status().as_u16(), code)
}

#[tokio::test]
async fn a_new_user_is_answered_as_logto_does() {
    let (table, api) = api();
    let body = format!(
        r#"{{"id":"old-7","username":"ann","primaryEmail":"ann@example.org","name":"Ann",
             "customData":{{"n":1.10}},"passwordDigest":"{BCRYPT}","passwordAlgorithm":"Bcrypt"}}"#
    );
    let response = api.answer(post(body)).await;
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.headers()["content-type"],
        "application/json; charset=utf-8"
    );
    let text = String::from_utf8(response.into_body()).unwrap();
    assert!(text.contains(r#""customData":{"n":1.10}"#), "{text}");
    assert!(!text.contains(BCRYPT));
    let mut user: Value = serde_json::from_str(&text).unwrap();
    let now = user["createdAt"].take().as_f64().unwrap();
    assert!(now > 1.7e12 && user["updatedAt"].take().is_number());
    user["customData"].take();
    assert_eq!(
        user,
        json!({
            "id": "user1", "username": "ann", "primaryEmail": "ann@example.org",
            "primaryPhone": null, "name": "Ann", "avatar": null, "customData": null,
            "identities": {}, "lastSignInAt": null, "createdAt": null, "updatedAt": null,
            "profile": {}, "applicationId": null, "isSuspended": false, "hasPassword": true,
        })
    );
    let stored = &table.users()[0];
    assert_eq!(stored.id, None, "whoever has the token names no account");
    let password = stored.password.as_ref().unwrap();
    assert_eq!(
        (password.label.as_str(), password.text.as_str()),
        ("Bcrypt", BCRYPT)
    );
    assert_eq!(
        stored.attributes,
        r#"{"id":"old-7","name":"Ann","customData":{"n":1.10}}"#
    );

    // As Logto, it takes a user without anything, or with an empty digest.
    for body in ["{}", r#"{"passwordDigest":""}"#] {
        let response = api.answer(post(body)).await;
        let user: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(
            (&user["username"], &user["hasPassword"]),
            (&Value::Null, &json!(false))
        );
    }
}

/// Nobody can sign in with a marker.
#[tokio::test]
async fn has_password_says_whether_one_can_sign_in() {
    for (password, has_password) in [
        (format!(r#""passwordDigest":"{BCRYPT}","passwordAlgorithm":"Bcrypt""#), true),
        (r#""password":"correct horse""#.to_owned(), true),
        (r#""passwordDigest":"!","passwordAlgorithm":"MD5""#.to_owned(), false),
        (
            r#""passwordDigest":"[\"pbkdf2\",[\"salt\",\"1\",\"16\",\"md5\",\"@\"],\"0123456789abcdef0123456789abcdef\"]","passwordAlgorithm":"Legacy""#
                .to_owned(),
            true,
        ),
    ] {
        let (_, api) = api();
        let response = api.answer(post(format!(r#"{{"username":"ann",{password}}}"#))).await;
        let user: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(user["hasPassword"], json!(has_password), "{password}");
    }
}

#[tokio::test]
async fn a_password_in_plain_text_is_hashed() {
    let (table, api) = api();
    let response = api
        .answer(post(r#"{"username":"ann","password":"correct horse"}"#))
        .await;
    let text = String::from_utf8(response.into_body()).unwrap();
    assert!(
        text.contains(r#""hasPassword":true"#) && !text.contains("horse"),
        "{text}"
    );
    let users = table.users();
    let password = users[0].password.as_ref().unwrap();
    assert_eq!(users[0].attributes, "{}");
    let row = Stored::under(&password.label, password.text.as_str());
    assert!(policy().authenticate(row, "correct horse").is_granted());
}

#[tokio::test]
async fn refusals_have_logtos_codes() {
    let (table, api) = api();
    assert_eq!(
        api.answer(post(
            r#"{"username":"ann","primaryEmail":"a@b.c","primaryPhone":"1"}"#
        ))
        .await
        .status(),
        200
    );
    const INVALID: &str = "guard.invalid_input";
    let dear = BCRYPT.replace("$04$", "$13$");
    let dear =
        format!(r#"{{"username":"a","passwordDigest":"{dear}","passwordAlgorithm":"Bcrypt"}}"#);
    for (body, status, code) in [
        ("", 400, INVALID),
        ("{", 400, INVALID),
        ("[]", 400, INVALID),
        ("{}}", 400, INVALID),
        (r#"{"username":"1"}"#, 400, INVALID),
        (r#"{"username":null}"#, 400, INVALID),
        (r#"{"username":""}"#, 400, INVALID),
        (r#"{"primaryEmail":"x"}"#, 400, INVALID),
        (r#"{"primaryPhone":"+1"}"#, 400, INVALID),
        (r#"{"name":null}"#, 400, INVALID),
        (r#"{"name":5}"#, 400, INVALID),
        (r#"{"avatar":"picture"}"#, 400, INVALID),
        (r#"{"avatar":5}"#, 400, INVALID),
        (r#"{"customData":[]}"#, 400, INVALID),
        (r#"{"profile":"x"}"#, 400, INVALID),
        (r#"{"password":""}"#, 400, INVALID),
        (
            r#"{"passwordDigest":"00","passwordAlgorithm":"MD5"}"#,
            400,
            INVALID,
        ),
        (
            r#"{"passwordDigest":"00","passwordAlgorithm":"CRC32"}"#,
            400,
            INVALID,
        ),
        (r#"{"password_digest":"00"}"#, 400, INVALID),
        (r#"{"customData":{"oldSalt":"00"}}"#, 400, INVALID),
        (
            r#"{"profile":{"x":"$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e"}}"#,
            400,
            INVALID,
        ),
        (r#"{"username":"a.b"}"#, 400, INVALID),
        (dear.as_str(), 400, INVALID),
        (
            r#"{"password":"x","passwordDigest":"!","passwordAlgorithm":"MD5"}"#,
            400,
            "user.password_and_digest",
        ),
        (
            r#"{"passwordDigest":"00"}"#,
            400,
            "user.password_algorithm_required",
        ),
        (
            r#"{"passwordAlgorithm":"Legacy"}"#,
            400,
            "password.unsupported_encryption_method",
        ),
        (
            r#"{"passwordDigest":"x","passwordAlgorithm":"Legacy"}"#,
            400,
            "password.invalid_legacy_password_format",
        ),
        (
            r#"{"passwordDigest":"[\"x\",[\"@\"],\"\"]","passwordAlgorithm":"Legacy"}"#,
            400,
            "password.unsupported_legacy_hash_algorithm",
        ),
        (r#"{"username":"ann"}"#, 422, "user.username_already_in_use"),
        (
            r#"{"username":"bob","primaryEmail":"a@b.c"}"#,
            422,
            "user.email_already_in_use",
        ),
        (r#"{"primaryPhone":"1"}"#, 422, "user.phone_already_in_use"),
    ] {
        let response = api.answer(post(body)).await;
        assert_eq!(refusal(&response), (status, code.to_owned()), "{body}");
    }
    let long = format!(r#"{{"username":"{}"}}"#, "a".repeat(129));
    let answer = refusal(&api.answer(post(long)).await);
    assert_eq!(answer, (422, "entity.value_too_long".to_owned()));
    let long = format!(r#"{{"password":"{}"}}"#, "a".repeat(5000));
    let answer = refusal(&api.answer(post(long)).await);
    assert_eq!(answer, (422, "password.rejected".to_owned()));
    assert_eq!(table.users().len(), 1);
    for good in [
        r#"{"avatar":null}"#,
        r#"{"avatar":""}"#,
        r#"{"avatar":"https://a.b/c"}"#,
    ] {
        assert_eq!(api.answer(post(good)).await.status(), 200, "{good}");
    }
    let api = api.with_limits(Limits::default()).unwrap();
    assert_eq!(api.answer(post(dear)).await.status(), 200);
}

#[tokio::test]
async fn nobody_without_the_token_is_answered() {
    let (table, api) = api();
    let with = |value: Option<&str>| {
        let mut request = post(r#"{"username":"ann"}"#);
        request.headers_mut().remove("Authorization");
        if let Some(value) = value {
            request
                .headers_mut()
                .insert("Authorization", value.parse().unwrap());
        }
        request
    };
    let wrong = [
        "Bearer ".to_owned(),
        "Bearer x".to_owned(),
        format!("Bearer  {TOKEN}"),
        format!("Bearer {TOKEN}0"),
        format!("Bearer {}", &TOKEN[1..]),
        format!("Bearer {}", TOKEN.to_uppercase()),
    ];
    for (number, value) in wrong.iter().enumerate() {
        let client = [192, 0, 2, u8::try_from(number).unwrap()].into();
        let response = api.answer_from(client, with(Some(value))).await;
        assert_eq!(
            refusal(&response),
            (401, "auth.unauthorized".to_owned()),
            "{value}"
        );
        assert_eq!(response.headers()["www-authenticate"], "Bearer");
    }
    for value in [TOKEN, "Basic YTpi", "x", "Bearer"] {
        let (status, code) = refusal(&api.answer(with(Some(value))).await);
        assert_eq!(
            (status, code.as_str()),
            (401, "auth.authorization_token_type_not_supported")
        );
    }
    let (status, code) = refusal(&api.answer(with(None)).await);
    assert_eq!(
        (status, code.as_str()),
        (401, "auth.authorization_header_missing")
    );
    assert_eq!(table.users(), []);
    assert_eq!(
        api.answer(with(Some(&format!("bearer {TOKEN}"))))
            .await
            .status(),
        200
    );
}

/// Ten are answered, and then no token from there is looked at, not even the right one.
#[tokio::test]
async fn guesses_at_the_token_are_limited() {
    let (table, api) = api();
    let (client, other) = ([192, 0, 2, 1].into(), [192, 0, 2, 2].into());
    let guess = |token: &str| {
        let mut request = post("{}");
        let value = format!("Bearer {token}").parse().unwrap();
        request.headers_mut().insert("Authorization", value);
        request
    };
    // One without a token, or with another kind of one, is no guess.
    for _ in 0..20 {
        let mut request = post("{}");
        request.headers_mut().remove("Authorization");
        assert_eq!(api.answer_from(client, request).await.status(), 401);
    }
    // A right one between them does not give new ones.
    for number in 0..10 {
        let request = guess(&format!("{number:032}"));
        assert_eq!(api.answer_from(client, request).await.status(), 401);
        if number == 5 {
            assert_eq!(api.answer_from(client, guess(TOKEN)).await.status(), 200);
        }
    }
    for token in ["x", TOKEN] {
        let response = api.answer_from(client, guess(token)).await;
        assert_eq!(refusal(&response), (429, "request.rate_limited".to_owned()));
        let wait = response.headers()["retry-after"].to_str().unwrap();
        assert!((1..=60).contains(&wait.parse::<u64>().unwrap()), "{wait}");
    }
    assert_eq!(api.answer_from(other, guess(TOKEN)).await.status(), 200);
    assert_eq!(api.answer(guess(TOKEN)).await.status(), 200);
    assert_eq!(table.users().len(), 3);
    // Those of whom no address is known are counted together.
    for _ in 0..10 {
        assert_eq!(api.answer(guess("x")).await.status(), 401);
    }
    assert_eq!(api.answer(guess(TOKEN)).await.status(), 429);
    assert_eq!(api.answer_from(other, guess(TOKEN)).await.status(), 200);
}

#[tokio::test]
async fn what_is_too_large_is_answered_in_json() {
    let (_, api) = api();
    let response = api.too_large();
    assert_eq!(refusal(&response), (413, "request.general".to_owned()));
    assert_eq!(
        response.headers()["content-type"],
        "application/json; charset=utf-8"
    );
}

/// The same as for files.
#[tokio::test]
async fn names_can_be_mapped_and_allowed() {
    let (table, api) = api();
    let names = FieldNames::default()
        .map("password_hash", "Bcrypt")
        .unwrap();
    let api = api.with_names(names.allow_attribute("salt"));
    let body =
        format!(r#"{{"username":"ann","password_hash":"{BCRYPT}","customData":{{"salt":"x"}}}}"#);
    assert_eq!(api.answer(post(body)).await.status(), 200);
    let users = table.users();
    let password = users[0].password.as_ref().unwrap();
    assert_eq!(
        (password.label.as_str(), password.text.as_str()),
        ("Bcrypt", BCRYPT)
    );
    assert_eq!(users[0].attributes, r#"{"customData":{"salt":"x"}}"#);
    let response = api.answer(post(r#"{"hash":"x"}"#)).await;
    let text = str::from_utf8(response.body()).unwrap();
    assert!(text.contains("looks like a secret (hash)"), "{text}");
}

#[tokio::test]
async fn only_posts_of_json_are_read() {
    let (table, api) = api();
    type Change = fn(&mut Request<Vec<u8>>);
    let change = |change: Change| {
        let mut request = post(r#"{"username":"ann"}"#);
        change(&mut request);
        request
    };
    let cases: [(u16, &str, Change); 6] = [
        (404, "entity.not_found", |it| {
            *it.uri_mut() = "/api/user".parse().unwrap()
        }),
        (405, "request.general", |it| *it.method_mut() = Method::GET),
        (415, "guard.mime_type_not_allowed", |it| {
            it.headers_mut().remove("Content-Type");
        }),
        (415, "guard.mime_type_not_allowed", |it| {
            let form = "application/x-www-form-urlencoded".parse().unwrap();
            it.headers_mut().insert("Content-Type", form);
        }),
        (413, "request.general", |it| {
            it.body_mut().resize(65_537, b' ')
        }),
        (401, "auth.authorization_header_missing", |it| {
            it.headers_mut().remove("Authorization");
            it.body_mut().resize(65_537, b' ');
        }),
    ];
    for (status, code, changed) in cases {
        let response = api.answer(change(changed)).await;
        assert_eq!(refusal(&response), (status, code.to_owned()));
        if status == 405 {
            assert_eq!(response.headers()["allow"], "POST");
        }
    }
    assert_eq!(table.users(), []);
    let good = change(|it| {
        *it.uri_mut() = "/api/users?x=1".parse().unwrap();
        it.body_mut().resize(65_536, b' ');
        let json = "Application/JSON; charset=utf-8".parse().unwrap();
        it.headers_mut().insert("Content-Type", json);
    });
    assert_eq!(api.answer(good).await.status(), 200);
    let api = api.with_body_bytes(10);
    assert_eq!(api.body_bytes(), 10);
    assert_eq!(api.answer(post("{}         ")).await.status(), 413);
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_back() {
    let (table, api) = api();
    let two = NonZeroU32::new(2).unwrap();
    let api = api.with_quota(two, Duration::from_secs(3600)).unwrap();
    let mut stranger = post("{}");
    stranger
        .headers_mut()
        .insert("Authorization", "Bearer x".parse().unwrap());
    // Requests without the token do not count here.
    for number in 0..10 {
        let client = [192, 0, 2, number].into();
        let answer = api.answer_from(client, stranger.clone()).await;
        assert_eq!(answer.status(), 401);
    }
    for name in ["a", "b"] {
        let body = format!(r#"{{"username":"{name}"}}"#);
        assert_eq!(api.answer(post(body)).await.status(), 200);
    }
    let response = api.answer(post("{}")).await;
    assert_eq!(refusal(&response), (429, "request.rate_limited".to_owned()));
    let wait: u64 = response.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=3600).contains(&wait), "{wait}");
    assert_eq!(table.users().len(), 2);
}

#[tokio::test]
async fn the_guides_pace_is_within_the_quota() {
    let (_, api) = api();
    for _ in 0..200 {
        assert_eq!(api.answer(post("{}")).await.status(), 200);
    }
}

#[tokio::test]
async fn faults_of_the_service_are_no_faults_of_the_request() {
    let plain = r#"{"username":"a","password":"p"}"#;
    let (table, api) = api_with(|_| async { Err(HashingError::Busy(Duration::from_millis(1500))) });
    let response = api.answer(post(plain)).await;
    assert_eq!(refusal(&response), (503, "request.general".to_owned()));
    assert_eq!(response.headers()["retry-after"], "2");
    table.fails_at.store(1, Ordering::SeqCst);
    let response = api.answer(post("{}")).await;
    assert_eq!(refusal(&response), (503, "request.general".to_owned()));
    assert_eq!(response.headers()["retry-after"], "5");
    let (table, api) = api_with(|_| async { Err(HashingError::Stopped) });
    assert_eq!(api.answer(post(plain)).await.status(), 500);
    assert_eq!(table.users(), []);
}

#[test]
fn a_setting_that_did_not_arrive_is_refused() {
    let (short, blank) = (&TOKEN[1..], format!("{TOKEN} {TOKEN}"));
    for (token, error) in [
        ("", ApiError::TokenShort),
        ("\n", ApiError::TokenShort),
        (short, ApiError::TokenShort),
        (&format!(" {short} \n"), ApiError::TokenShort),
        (&format!("{TOKEN}\n"), ApiError::TokenForm),
        (&blank, ApiError::TokenForm),
        (&format!("{TOKEN}ü"), ApiError::TokenForm),
    ] {
        let folding = Folding::default();
        let api = Api::new(Table::default(), &policy(), folding, hasher(), token);
        assert_eq!(api.err(), Some(error), "{token:?}");
    }
    let bare = legacy_hash::Policy::default();
    let api = Api::new(Table::default(), &bare, Folding::default(), hasher(), TOKEN);
    let reason = SetupError::NoScheme("Argon2i");
    assert_eq!(api.err(), Some(ApiError::Setup(reason)));
    let (_, api) = self::api();
    assert!(!format!("{api:?}").contains("token"));
    let answer = api.with_quota(NonZeroU32::MIN, Duration::ZERO);
    assert_eq!(answer.err(), Some(ApiError::NoInterval));
}
