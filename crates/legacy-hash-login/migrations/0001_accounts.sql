-- Types and words that SQLite and PostgreSQL share. A name in braces gets the store's prefix.

CREATE TABLE {accounts} (
    id                  TEXT PRIMARY KEY NOT NULL,
    -- The hash as the old system left it, or as it was moved. NULL: there never was one.
    password_hash       TEXT,
    -- The label under which the hash is read. NULL: it says itself what it is.
    hash_label          TEXT,
    -- What the last import wrote into password_hash. NULL once the password moved or was changed.
    -- An import writes only where there is no hash or still this one.
    imported_hash       TEXT,
    -- Counts upgrades, changes, resets and locks, so that an upgrade sees those since it read even if
    -- they left the same text.
    revision            BIGINT NOT NULL DEFAULT 0,
    is_locked           BIGINT NOT NULL DEFAULT 0,
    -- What the last import wrote into is_locked. An import writes only where it is still this.
    imported_locked     BIGINT,
    -- Seconds since 1970.
    last_active         BIGINT,
    -- What the import said and the tables have no column for: a JSON object.
    attributes          TEXT NOT NULL,
    -- The SHA-256 of what the last import wrote into attributes, in hexadecimal. An import writes
    -- only where they are still that.
    imported_attributes TEXT
);

CREATE TABLE {identifiers} (
    -- email, phone or username.
    kind       TEXT NOT NULL,
    -- The identifier, folded.
    folded     TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES {accounts} (id) ON DELETE CASCADE,
    -- The identifier, as it was imported.
    spelled    TEXT NOT NULL,
    -- Of a user name that reads as a phone number or an e-mail address: the kind and the key that it
    -- reads as, which go before user names at a sign-in.
    reads_as   TEXT,
    PRIMARY KEY (kind, folded)
);

CREATE INDEX {identifiers_of_an_account} ON {identifiers} (account_id);
CREATE INDEX {identifiers_that_read_as} ON {identifiers} (reads_as) WHERE reads_as IS NOT NULL;

-- What the last import that wrote it made an account's identifier of a kind. An import replaces only
-- an identifier that is still this.
CREATE TABLE {imported_identifiers} (
    account_id TEXT NOT NULL REFERENCES {accounts} (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    folded     TEXT NOT NULL,
    PRIMARY KEY (account_id, kind)
);

CREATE INDEX {imported_identifiers_by_key} ON {imported_identifiers} (kind, folded);

CREATE TABLE {imports} (
    source   TEXT PRIMARY KEY NOT NULL,
    bytes    BIGINT NOT NULL,
    lines    BIGINT NOT NULL,
    records  BIGINT NOT NULL,
    rejected BIGINT NOT NULL
);

-- What all who use these tables have to agree on.
CREATE TABLE {settings} (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
);
