//! A running service as a table for new accounts: it expects their hashes from then on.

use legacy_hash::Stored;

use crate::identifier::Kind;
use crate::import::{Import, Imported, Outcome, Position};
use crate::sign_in::SignIn;
use crate::store::Store;

/// What is written through a service goes into its table.
///
/// A new account's hash is [expected](SignIn::expect) before `create` answers, so that its owner's
/// sign-ins take as long as everybody's. A whole import is not: what a table holds in any number is
/// found at the start, and one dear hash in a file is no reason to make every sign-in dear.
impl<S: Store + Import> Import for SignIn<S> {
    type Error = <S as Import>::Error;

    async fn position(&self, source: &str) -> Result<Position, Self::Error> {
        self.store().position(source).await
    }

    async fn write(
        &self,
        source: &str,
        users: &[Imported],
        position: Position,
    ) -> Result<Vec<Outcome>, Self::Error> {
        self.store().write(source, users, position).await
    }

    async fn create(&self, user: &Imported) -> Result<Result<String, Kind>, Self::Error> {
        let created = self.store().create(user).await?;
        if let (Ok(_), Some(password)) = (&created, &user.password) {
            self.expect(Stored::under(&password.label, password.text.as_str()));
        }
        Ok(created)
    }
}
