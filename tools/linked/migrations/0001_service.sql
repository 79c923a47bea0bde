-- A service's own tables, under the names that come to everybody's mind.
CREATE TABLE accounts (number BIGINT PRIMARY KEY NOT NULL, balance DOUBLE PRECISION NOT NULL);
CREATE TABLE identifiers (number BIGINT PRIMARY KEY NOT NULL);
CREATE INDEX identifiers_of_an_account ON identifiers (number);
CREATE TABLE imports (number BIGINT PRIMARY KEY NOT NULL);
CREATE TABLE settings (name TEXT PRIMARY KEY NOT NULL);
INSERT INTO accounts (number, balance) VALUES (1, 0.5);
