//! [`Store`] for a table that a service already has, and that only ever grows: each password is a new
//! row, and the newest counts. matrix-authentication-service keeps its passwords so.
//!
//!     cargo run -p legacy-hash-login --example foreign_table
//!
//! Nothing is updated here, so there is no old text that an upgrade could be conditional on. What it
//! is conditional on is that no newer row has come.

use std::error::Error;
use std::time::{SystemTime, UNIX_EPOCH};

use legacy_hash::{
    Algorithm, Authentication, NewHash, Policy, PolicyError, Scheme, Stored, Upgrade,
};
use legacy_hash_login::{Account, Folding, HashText, Identifier, Kind, Store, Written};
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, Row as _};

/// The tables. `version` is the number of a scheme in the service's configuration; `number` counts the
/// passwords of one user from 1 on.
///
/// The unique pair of user and number is what makes this right on PostgreSQL. There, `WHERE NOT EXISTS`
/// does not see what another transaction has not committed, and two inserts that run at the same
/// time may both find nothing newer. With the pair, the second waits for the first and then finds its
/// number taken. (On SQLite one statement writes at a time, and `NOT EXISTS` alone would do.)
///
/// A table that is ordered by `created_at` or by a sequence needs the number all the same: both are
/// drawn before the row is committed, and the row of a changed password may be the older one by them.
pub(crate) const TABLES: &str = "
    CREATE TABLE users (
        id        BIGINT PRIMARY KEY NOT NULL,
        username  TEXT NOT NULL UNIQUE,
        locked_at BIGINT
    );
    CREATE TABLE user_passwords (
        user_id         BIGINT NOT NULL REFERENCES users (id),
        number          BIGINT NOT NULL,
        version         BIGINT NOT NULL,
        hashed_password TEXT NOT NULL,
        created_at      BIGINT NOT NULL,
        PRIMARY KEY (user_id, number)
    );";

/// The scheme of the old hashes.
const BCRYPT: i64 = 1;
/// The scheme of the new ones.
const ARGON2ID: i64 = 2;

/// The service's tables. (A service has a `PgPool` or a `SqlitePool`: the statements are the same.)
pub(crate) struct UserPasswords {
    pub(crate) pool: AnyPool,
}

/// Which of a user's passwords was read: 0 where there was none.
#[derive(Clone, Debug)]
pub(crate) struct Read {
    user: i64,
    number: i64,
}

impl Store for UserPasswords {
    type Version = Read;
    /// Its `Display` quotes no values. Its `Debug` does, on PostgreSQL: log the former.
    type Error = sqlx::Error;

    async fn find(&self, who: &Identifier) -> Result<Option<Account<Read>>, sqlx::Error> {
        // The service knows user names alone.
        let name = who.keys().iter().find(|(kind, _)| *kind == Kind::UserName);
        let row = sqlx::query(
            "SELECT u.id, u.locked_at, p.number, p.version, p.hashed_password \
             FROM users u LEFT JOIN user_passwords p ON p.user_id = u.id \
             WHERE u.username = $1 ORDER BY p.number DESC LIMIT 1",
        )
        .bind(name.map(|(_, name)| name))
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let user: i64 = row.try_get("id")?;
        let locked_at: Option<i64> = row.try_get("locked_at")?;
        let number: Option<i64> = row.try_get("number")?;
        let version: Option<i64> = row.try_get("version")?;
        let stored: Option<String> = row.try_get("hashed_password")?;
        Ok(Some(Account {
            user: user.to_string(),
            // The old service compared names as this one does.
            spelled: None,
            // Bare bcrypt does not say what the old service did to the password before. The number
            // of the scheme does: it is the label, and the policy has the scheme.
            label: version.map(|version| version.to_string()),
            stored: stored.map(HashText::from),
            is_locked: locked_at.is_some(),
            version: Read {
                user,
                number: number.unwrap_or(0),
            },
        }))
    }

    async fn upgrade(&self, read: &Read, new: &NewHash) -> Result<Written, sqlx::Error> {
        // A newer row wins whether it is there before this statement (it exists), or comes while it
        // runs (the number is taken). A lock wins if it was committed before the statement began;
        // on PostgreSQL alone, `FOR SHARE OF u` behind the user's row makes it wait for one that is
        // being committed.
        let done = sqlx::query(
            "INSERT INTO user_passwords (user_id, number, version, hashed_password, created_at) \
             SELECT u.id, $2 + 1, $3, $4, $5 FROM users u WHERE u.id = $1 \
             AND u.locked_at IS NULL AND NOT EXISTS \
             (SELECT 1 FROM user_passwords p WHERE p.user_id = $1 AND p.number > $2) \
             ON CONFLICT (user_id, number) DO NOTHING",
        )
        .bind(read.user)
        .bind(read.number)
        .bind(version(new)?)
        .bind(new.to_string())
        .bind(now())
        .execute(&self.pool)
        .await?;
        Ok(match done.rows_affected() {
            0 => Written::Lost,
            _ => Written::Stored,
        })
    }

    async fn change_password(&self, user: &str, new: &NewHash) -> Result<bool, sqlx::Error> {
        let Ok(user) = user.parse::<i64>() else {
            return Ok(false);
        };
        loop {
            let done = sqlx::query(
                "INSERT INTO user_passwords (user_id, number, version, hashed_password, created_at) \
                 SELECT u.id, 1 + coalesce((SELECT max(p.number) FROM user_passwords p \
                 WHERE p.user_id = u.id), 0), $2, $3, $4 FROM users u WHERE u.id = $1",
            )
            .bind(user)
            .bind(version(new)?)
            .bind(new.to_string())
            .bind(now())
            .execute(&self.pool)
            .await;
            match done {
                Ok(done) => return Ok(done.rows_affected() == 1),
                // An upgrade took the number at this moment. What the user chose goes on top of it.
                Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// The number of the scheme that the hash has to be read under.
fn version(new: &NewHash) -> Result<i64, sqlx::Error> {
    let number = new.label().parse();
    number.map_err(|error| sqlx::Error::Encode(Box::new(error)))
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(i64::MAX))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let table = open("sqlite::memory:").await?;
    let policy = policy()?;

    for (name, changes) in [("ann", false), ("bob", true)] {
        let who = Folding::default().read(name);
        let account = table.find(&who).await?.ok_or("nobody of that name")?;
        let new = sign_in(&policy, &account, "correct horse").ok_or("no hash to move to")?;
        if changes {
            // Between the read and the write, as it may happen on any server.
            let chosen = policy.labelled(policy.hash("battery staple")?);
            table.change_password(&account.user, &chosen).await?;
        }
        match table.upgrade(&account.version, &new).await? {
            Written::Stored => println!("{name} moved to Argon2id"),
            Written::Lost => println!("{name} has a newer password, and keeps it"),
        }
        let password = if changes {
            "battery staple"
        } else {
            "correct horse"
        };
        let account = table.find(&who).await?.ok_or("nobody of that name")?;
        assert_eq!(account.label.as_deref(), Some(policy.label()));
        assert!(policy.authenticate(stored(&account), password).is_granted());
    }
    Ok(())
}

/// The policy, whose labels are the schemes' numbers.
pub(crate) fn policy() -> Result<Policy, PolicyError> {
    Policy::default()
        .with_label(ARGON2ID)?
        .with_scheme(BCRYPT, Scheme::of(Algorithm::Bcrypt))
}

/// The service's table, with two users of old.
async fn open(url: &str) -> Result<UserPasswords, sqlx::Error> {
    sqlx::any::install_default_drivers();
    // SQLite's memory is another for each connection.
    let pool = AnyPoolOptions::new()
        .max_connections(1)
        .connect(url)
        .await?;
    sqlx::raw_sql(TABLES).execute(&pool).await?;
    for (id, name) in [(1, "ann"), (2, "bob")] {
        sqlx::query("INSERT INTO users (id, username) VALUES ($1, $2)")
            .bind(id)
            .bind(name)
            .execute(&pool)
            .await?;
        sqlx::query("INSERT INTO user_passwords VALUES ($1, 1, $2, $3, 0)")
            .bind(id)
            .bind(BCRYPT)
            // bcrypt of "correct horse".
            .bind("$2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e")
            .execute(&pool)
            .await?;
    }
    Ok(UserPasswords { pool })
}

fn stored(account: &Account<Read>) -> Stored<'_> {
    let text = account.stored.as_ref().map(HashText::as_str);
    match &account.label {
        Some(label) => Stored::under(label, text),
        None => text.into(),
    }
}

/// What is to be stored for somebody who signs in with the right password.
fn sign_in(policy: &Policy, account: &Account<Read>, password: &str) -> Option<NewHash> {
    match policy.authenticate(stored(account), password) {
        Authentication::Granted {
            upgrade: Upgrade::Rehashed(new),
            ..
        } => Some(new),
        Authentication::Granted { .. } | Authentication::Denied(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(letter: char) -> NewHash {
        let text = format!("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ${letter}AAAAAAAAAAAAAAAAAAAAA");
        policy().unwrap().labelled(text.parse().unwrap())
    }

    async fn read(table: &UserPasswords, name: &str) -> Account<Read> {
        table
            .find(&Folding::default().read(name))
            .await
            .unwrap()
            .unwrap()
    }

    #[test]
    fn the_race_is_decided_rightly() {
        main().unwrap();
    }

    #[tokio::test]
    async fn of_two_upgrades_one_is_stored() {
        let table = open("sqlite::memory:").await.unwrap();
        let old = read(&table, "ann").await;
        assert_eq!(old.label.as_deref(), Some("1"));
        assert_eq!(
            table.upgrade(&old.version, &hash('A')).await.unwrap(),
            Written::Stored
        );
        assert_eq!(
            table.upgrade(&old.version, &hash('B')).await.unwrap(),
            Written::Lost
        );
        let new = read(&table, "ann").await;
        assert_eq!(new.stored, Some(hash('A').to_string().into()));
        assert_eq!(new.label.as_deref(), Some("2"));
        // Rows are added, and none is changed.
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM user_passwords")
            .fetch_one(&table.pool)
            .await
            .unwrap();
        assert_eq!(count, 3);
    }

    #[tokio::test]
    async fn a_newer_row_wins_though_one_between_is_gone() {
        let table = open("sqlite::memory:").await.unwrap();
        let old = read(&table, "ann").await;
        for letter in ['A', 'B'] {
            assert!(
                table
                    .change_password(&old.user, &hash(letter))
                    .await
                    .unwrap()
            );
        }
        let delete = sqlx::query("DELETE FROM user_passwords WHERE number = 2");
        delete.execute(&table.pool).await.unwrap();
        assert_eq!(
            table.upgrade(&old.version, &hash('C')).await.unwrap(),
            Written::Lost
        );
        assert_eq!(
            read(&table, "ann").await.stored,
            Some(hash('B').to_string().into())
        );
    }

    #[tokio::test]
    async fn a_user_without_a_password_gets_the_first() {
        let table = open("sqlite::memory:").await.unwrap();
        let insert = sqlx::query("INSERT INTO users (id, username) VALUES (3, 'carl')");
        insert.execute(&table.pool).await.unwrap();
        let never = read(&table, "carl").await;
        assert_eq!((&never.stored, &never.label), (&None, &None));
        assert_eq!(
            table.upgrade(&never.version, &hash('A')).await.unwrap(),
            Written::Stored
        );
        assert_eq!(
            table.upgrade(&never.version, &hash('B')).await.unwrap(),
            Written::Lost
        );
        assert_eq!(
            read(&table, "carl").await.stored,
            Some(hash('A').to_string().into())
        );
    }

    #[tokio::test]
    async fn a_lock_wins_over_an_upgrade() {
        let table = open("sqlite::memory:").await.unwrap();
        let before = read(&table, "ann").await;
        let lock = sqlx::query("UPDATE users SET locked_at = 1 WHERE id = 1");
        lock.execute(&table.pool).await.unwrap();
        assert_eq!(
            table.upgrade(&before.version, &hash('A')).await.unwrap(),
            Written::Lost
        );
        let after = read(&table, "ann").await;
        assert!(after.is_locked && !before.is_locked);
        assert_eq!(after.stored, before.stored);
    }

    #[tokio::test]
    async fn nobody_is_not_somebody() {
        let table = open("sqlite::memory:").await.unwrap();
        for typed in ["", "carl", "Ann", "1"] {
            let found = table.find(&Folding::default().read(typed)).await.unwrap();
            assert!(found.is_none(), "{typed:?}");
        }
        for user in ["3", "ann", ""] {
            assert!(
                !table.change_password(user, &hash('A')).await.unwrap(),
                "{user:?}"
            );
        }
        let gone = Read { user: 3, number: 0 };
        assert_eq!(
            table.upgrade(&gone, &hash('A')).await.unwrap(),
            Written::Lost
        );
    }
}
