//! The shipped table, on SQLite in memory and in a file, and on PostgreSQL.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

/// Runs each test on each database: those under `shared`, which look into the table from outside,
/// not on SQLite's memory.
macro_rules! on_each_database {
    ($here:ident: $($test:ident)*; shared: $($shared:ident)*) => {
        mod memory {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $test() {
                    crate::$here::$test(crate::support::database::Database::memory()).await;
                }
            )*
        }

        mod file {
            $crate::on_each_database!(@tests $here file $($test)* $($shared)*);
        }

        mod postgres {
            $crate::on_each_database!(@tests $here postgres $($test)* $($shared)*);
        }
    };
    (@tests $here:ident $kind:ident $($test:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn $test() {
                let database = crate::support::database::Database::$kind().await;
                if let Some(database) = database {
                    crate::$here::$test(database).await;
                }
            }
        )*
    };
}
pub(crate) use on_each_database;

mod accounts;
mod batches;
mod changes;
mod concurrency;
mod create;
mod errors;
mod exchanges;
mod foreign_table;
mod import;
mod lookalikes;
mod names;
mod outages;
mod passwords;
mod property;
#[path = "../support/mod.rs"]
mod support;
mod users;
