//! What a batch writes of one record.

use crate::import::Outcome;
use crate::sql::SqlError;
use crate::sql::import::plan::Plan;
use crate::sql::import::record::{Key, Record, digest, joined};
use crate::sql::import::transaction::Batch;

impl Batch<'_> {
    /// Takes from the account what the record replaces. What somebody else has changed meanwhile is
    /// left alone.
    pub(super) async fn take(&mut self, plan: &mut Plan<'_>) -> Result<(), SqlError> {
        let id = plan.known.id.as_str();
        let mut changes = Vec::with_capacity(plan.changes.len());
        for change in plan.changes.drain(..) {
            if let Some(old) = &change.old {
                let identifier = self.statement(
                    "DELETE FROM {identifiers} WHERE kind = $1 AND folded = $2 AND account_id = $3",
                );
                let identifier = identifier
                    .bind(change.kind.name())
                    .bind(old.as_str())
                    .bind(id);
                if self.execute(identifier).await? == 0 {
                    continue;
                }
                let imported = self.statement(
                    "DELETE FROM {imported_identifiers} WHERE account_id = $1 AND kind = $2",
                );
                let imported = imported.bind(id).bind(change.kind.name());
                self.execute(imported).await?;
            }
            changes.push(change);
        }
        plan.changes = changes;
        Ok(())
    }

    /// Gives the account what the record says, and writes what else still is what the last import
    /// wrote.
    pub(super) async fn give(
        &mut self,
        record: &Record<'_>,
        plan: Plan<'_>,
    ) -> Result<Outcome, SqlError> {
        let Plan { known, changes, .. } = plan;
        for key in changes.iter().filter_map(|change| change.new.as_ref()) {
            self.name(&known.id, key, true).await?;
        }
        let user = record.user;
        let is_imported = known.imported_attributes == Some(digest(&known.attributes));
        let statement = self
            .statement(
                "UPDATE {accounts} SET \
                 is_locked = CASE WHEN is_locked = imported_locked THEN $1 ELSE is_locked END, \
                 imported_locked = \
                 CASE WHEN is_locked = imported_locked THEN $1 ELSE imported_locked END, \
                 attributes = CASE WHEN attributes = $2 THEN $3 ELSE attributes END, \
                 imported_attributes = \
                 CASE WHEN attributes = $2 THEN $4 ELSE imported_attributes END, \
                 last_active = CASE WHEN last_active > $5 THEN last_active \
                 ELSE coalesce($5, last_active) END WHERE id = $6",
            )
            .bind(i64::from(user.is_locked))
            .bind(is_imported.then_some(known.attributes.as_str()))
            .bind(user.attributes.as_str())
            .bind(digest(&user.attributes).as_str())
            .bind(user.last_active)
            .bind(known.id.as_str());
        self.execute(statement).await?;
        let Some(password) = &user.password else {
            return Ok(Outcome::Updated);
        };
        // An upgrade under way sees another text or label by itself, and the same again is nothing that
        // it would have to yield to: this does not count.
        let statement = self
            .statement(
                "UPDATE {accounts} SET password_hash = $1, hash_label = $2, imported_hash = $1 \
                 WHERE id = $3 \
                 AND (password_hash IS NULL OR (password_hash = imported_hash AND $4 = 0))",
            )
            .bind(password.text.as_str())
            .bind(password.label.as_str())
            .bind(known.id.as_str())
            .bind(i64::from(password.is_pending()));
        Ok(match self.execute(statement).await? {
            // Of one that is still to be hashed, it is said when it is.
            0 if !password.is_pending() => Outcome::PasswordKept,
            _ => Outcome::Updated,
        })
    }

    /// Makes the account, and notes what is in it as an import's, which later ones may write over.
    pub(super) async fn insert(
        &mut self,
        record: &Record<'_>,
        id: &str,
        is_imported: bool,
    ) -> Result<(), SqlError> {
        let user = record.user;
        let password = user.password.as_ref();
        let text = password.map(|password| password.text.as_str());
        let is_locked = i64::from(user.is_locked);
        let attributes = digest(&user.attributes);
        let statement = self
            .statement(
                "INSERT INTO {accounts} (id, password_hash, hash_label, imported_hash, is_locked, \
                 imported_locked, last_active, attributes, imported_attributes) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            )
            .bind(id)
            .bind(text)
            .bind(password.map(|password| password.label.as_str()))
            .bind(text.filter(|_| is_imported))
            .bind(is_locked)
            .bind(is_imported.then_some(is_locked))
            .bind(user.last_active)
            .bind(user.attributes.as_str())
            .bind(is_imported.then_some(attributes.as_str()));
        self.execute(statement).await?;
        for key in &record.keys {
            self.name(id, key, is_imported).await?;
        }
        Ok(())
    }

    pub(super) async fn name(
        &mut self,
        id: &str,
        key: &Key<'_>,
        is_imported: bool,
    ) -> Result<(), SqlError> {
        let statement = self
            .statement(
                "INSERT INTO {identifiers} (kind, folded, account_id, spelled, reads_as) \
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(key.kind.name())
            .bind(key.folded.as_str())
            .bind(id)
            .bind(key.spelled)
            .bind(key.reads_as.as_ref().map(joined).as_deref());
        self.execute(statement).await?;
        if !is_imported {
            return Ok(());
        }
        let statement = self
            .statement(
                "INSERT INTO {imported_identifiers} (account_id, kind, folded) \
                 VALUES ($1, $2, $3)",
            )
            .bind(id)
            .bind(key.kind.name())
            .bind(key.folded.as_str());
        self.execute(statement).await.map(drop)
    }
}
