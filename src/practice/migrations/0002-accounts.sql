-- 0002-accounts.sql: several chains in one file, accounts with numbered transactions
--
-- SPDX-License-Identifier: GPL-3.0-or-later

PRAGMA user_version = 2;

-- What was there before belongs to chain 0.
ALTER TABLE block ADD COLUMN chain INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tx ADD COLUMN chain INTEGER NOT NULL DEFAULT 0;

DROP INDEX block_best;
CREATE UNIQUE INDEX block_best ON block (chain, height) WHERE best = 1;

DROP INDEX tx_place;
CREATE INDEX tx_place ON tx (chain, height, position);

-- A named value from a height on, until a later row. Blocks that are dropped take theirs with them.
CREATE TABLE cell (
  chain INTEGER NOT NULL,
  name TEXT NOT NULL,
  height INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (chain, name, height)
) STRICT, WITHOUT ROWID;

CREATE INDEX cell_height ON cell (chain, height);

-- A transaction that is the account's number "sequence". The outcome is there once it is in a block.
CREATE TABLE entry (
  tx INTEGER PRIMARY KEY REFERENCES tx (row) ON DELETE CASCADE,
  chain INTEGER NOT NULL,
  account BLOB NOT NULL,
  sequence INTEGER NOT NULL,
  good INTEGER CHECK (good IN (0, 1)),
  used INTEGER,
  price TEXT,
  UNIQUE (chain, account, sequence),
  CHECK ((good IS NULL) = (used IS NULL) AND (good IS NULL) = (price IS NULL))
) STRICT;

-- What a transaction in a block has left for others to find; number counts through the block.
CREATE TABLE note (
  chain INTEGER NOT NULL,
  height INTEGER NOT NULL,
  number INTEGER NOT NULL,
  tx INTEGER NOT NULL REFERENCES tx (row) ON DELETE CASCADE,
  source BLOB NOT NULL,
  topics BLOB NOT NULL,
  first BLOB,
  second BLOB,
  data BLOB NOT NULL,
  PRIMARY KEY (chain, height, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX note_tx ON note (tx);
CREATE INDEX note_first ON note (chain, first, height, number);
CREATE INDEX note_second ON note (chain, second, height, number);
