//! The import: the accounts before anybody signs in, and passwords in plain text behind that.

use std::error::Error;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

use legacy_hash::Policy;
use legacy_hash_login::{Pool, SignIn, SqlStore, Store, logto};

use crate::options::Options;
use crate::output::{complain, print};

/// What is imported, and how its fields are read.
#[derive(Clone)]
pub(crate) struct Users {
    file: PathBuf,
    names: logto::FieldNames,
    takes_dear_hashes: bool,
}

impl Users {
    pub(crate) fn new(file: &Path, options: &Options) -> Result<Self, logto::SetupError> {
        let mut names = logto::FieldNames::default();
        for (name, field) in &options.mapped_fields {
            names = names.map(name, field)?;
        }
        for name in &options.allowed_attributes {
            names = names.allow_attribute(name);
        }
        Ok(Self {
            file: file.to_owned(),
            names,
            takes_dear_hashes: options.imports_dear_hashes,
        })
    }

    fn importer<'i>(
        &self,
        store: &'i SqlStore,
        policy: &Policy,
        hasher: &'i logto::Hasher,
    ) -> Result<logto::Importer<'i, SqlStore, logto::Hasher>, logto::SetupError> {
        let importer = logto::Importer::new(store, policy, store.folding(), hasher)?;
        let importer = importer.with_names(self.names.clone());
        match self.takes_dear_hashes {
            true => importer.with_limits(*policy.limits()),
            false => Ok(importer),
        }
    }

    /// Imports what was not imported yet, with a bar where somebody looks on. Passwords in plain text
    /// take as long as a sign-in each, and are left for [`passwords`](Self::passwords).
    pub(crate) async fn accounts(
        &self,
        store: &SqlStore,
        policy: &Policy,
        pool: &Pool,
    ) -> Result<(), Box<dyn Error>> {
        let hasher = logto::Hasher::new(pool.clone(), policy.clone());
        let importer = self.importer(store, policy, &hasher)?;
        let mut rejected = |rejected: &logto::Rejected| complain(rejected);
        let summary = if stderr().is_terminal() {
            let mut progress = logto::Progress::default();
            importer.accounts(&self.file, &mut progress).await?
        } else {
            importer.accounts(&self.file, &mut rejected).await?
        };
        print(format_args!(
            "imported: {} new, {} known, {} of them with a password of their own; {} refused",
            summary.created,
            summary.updated,
            summary.password_kept,
            summary.rejected.saturating_add(summary.taken),
        ));
        Ok(())
    }

    /// Hashes the passwords in plain text, while users sign in. What is not done when the server ends is
    /// done at the next start.
    pub(crate) async fn passwords(self, sign_in: SignIn<SqlStore>) {
        let policy = sign_in.policy();
        let hasher = logto::Hasher::new(sign_in.pool().clone(), Policy::clone(&policy));
        let mut rejected = |rejected: &logto::Rejected| complain(rejected);
        let done = match self.importer(sign_in.store(), &policy, &hasher) {
            Ok(importer) => importer
                .passwords(&self.file, &mut rejected)
                .await
                .map(|_| ())
                .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        match done {
            Ok(()) => tracing::info!("all imported passwords are hashed"),
            Err(error) => tracing::error!(error, "not all imported passwords are hashed"),
        }
    }
}
