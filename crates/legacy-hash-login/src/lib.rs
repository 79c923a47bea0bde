#![doc = include_str!("../README.md")]
// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

// In the order of the flow: no module imports one below it.
mod redacted;
mod json;
mod identifier;
mod limit;
#[cfg(feature = "rate-limit")]
mod buckets;
mod alarm;
mod proxies;
mod passthrough;
mod store;
mod import;
mod progress;
mod mix;
mod counters;
mod pool;
mod shared_policy;
mod service;
mod signed_in;
mod upgrade;
mod forward;
mod sign_in;
mod builder;
mod creating;
#[cfg(feature = "_sql")]
mod sql;
#[cfg(feature = "logto")]
pub mod logto;

pub use alarm::Alarm;
#[cfg(feature = "rate-limit")]
pub use buckets::Buckets;
pub use builder::{Builder, StartError};
pub use counters::Counts;
pub use identifier::{Case, Folding, Identifier, Kind};
pub use import::{Import, Imported, ImportedPassword, Outcome, Position};
pub use limit::{Attempt, RateLimit};
pub use mix::{Coverage, HashKind, Mix};
#[cfg(feature = "http")]
pub use passthrough::{HttpLimits, HttpTransport};
pub use passthrough::{
    Meaning, Passthrough, PassthroughCounts, PassthroughError, Reason, SecretBytes, Sending,
    Template, Transport, TransportError, Verdict,
};
pub use pool::{Busy, Place, Pool, Stopped};
pub use progress::{Progress, Share};
pub use proxies::{Network, NetworkError, TrustedProxies};
pub use redacted::HashText;
pub use sign_in::{SetPasswordError, SignIn};
pub use signed_in::{By, Settled, Settlement, SignInError, SignedIn};
#[cfg(feature = "_sql")]
pub use sql::{Revision, SqlError, SqlOptions, SqlPool, SqlStore};
pub use store::{Account, Row, Store, Survey, Written};
