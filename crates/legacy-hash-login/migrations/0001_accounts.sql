-- Types and words that SQLite and PostgreSQL share.

CREATE TABLE accounts (
    id            TEXT PRIMARY KEY NOT NULL,
    -- The hash as the old system left it, or as it was moved. NULL: there never was one.
    password_hash TEXT,
    -- The label under which the hash is read. NULL: it says itself what it is.
    hash_label    TEXT,
    -- What the last import wrote into password_hash. NULL once the password moved or was changed.
    -- An import writes only where there is no hash or still this one.
    imported_hash TEXT,
    -- Counts upgrades, changes and resets, so that an upgrade sees those since it read even if they
    -- left the same text.
    revision      BIGINT NOT NULL DEFAULT 0,
    is_locked     BIGINT NOT NULL DEFAULT 0,
    -- Seconds since 1970.
    last_active   BIGINT,
    -- What the import said and the tables have no column for: a JSON object.
    attributes    TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE identifiers (
    -- email, phone or username.
    kind       TEXT NOT NULL,
    -- The identifier, folded.
    folded     TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- The identifier, as it was imported.
    spelled    TEXT NOT NULL,
    PRIMARY KEY (kind, folded)
);

CREATE INDEX identifiers_of_an_account ON identifiers (account_id);

CREATE TABLE imports (
    source   TEXT PRIMARY KEY NOT NULL,
    bytes    BIGINT NOT NULL,
    lines    BIGINT NOT NULL,
    records  BIGINT NOT NULL,
    rejected BIGINT NOT NULL
);
