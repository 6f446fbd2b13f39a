-- 0001-init.sql: the ledger of the practice networks
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Amounts are decimal text of base units; SQL never adds or orders them. Times are UTC milliseconds or seconds.

PRAGMA application_id = 1229805409;
PRAGMA user_version = 1;

CREATE TABLE meta (
  name TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Blocks that a reorganisation dropped stay with best = 0.
CREATE TABLE block (
  hash BLOB PRIMARY KEY NOT NULL,
  height INTEGER NOT NULL,
  best INTEGER NOT NULL CHECK (best IN (0, 1)),
  header BLOB NOT NULL,
  time_s INTEGER NOT NULL,
  size INTEGER NOT NULL,
  weight INTEGER NOT NULL,
  tx_ids BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX block_best ON block (height) WHERE best = 1;

-- Without a height: waiting for a block. The order of arrival is the order of the rows.
CREATE TABLE tx (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  raw BLOB NOT NULL,
  fee TEXT NOT NULL,
  size INTEGER NOT NULL,
  weight INTEGER NOT NULL,
  coinbase INTEGER NOT NULL CHECK (coinbase IN (0, 1)),
  height INTEGER,
  position INTEGER,
  arrived_ms INTEGER NOT NULL,
  CHECK ((height IS NULL) = (position IS NULL))
) STRICT;

CREATE INDEX tx_place ON tx (height, position);

-- owner: 32 bytes that name who can spend it. A spender that is removed frees what it spent.
CREATE TABLE coin (
  tx INTEGER NOT NULL REFERENCES tx (row) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  owner BLOB NOT NULL,
  script BLOB NOT NULL,
  value TEXT NOT NULL,
  spent_tx INTEGER REFERENCES tx (row) ON DELETE SET NULL,
  spent_input INTEGER,
  PRIMARY KEY (tx, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX coin_owner ON coin (owner, tx, number);
CREATE INDEX coin_free ON coin (owner, tx, number) WHERE spent_tx IS NULL;
CREATE INDEX coin_spent ON coin (spent_tx);

-- place: height * 2^20 + position, NULL while it waits for a block
CREATE TABLE history (
  owner BLOB NOT NULL,
  tx INTEGER NOT NULL REFERENCES tx (row) ON DELETE CASCADE,
  place INTEGER,
  PRIMARY KEY (owner, tx)
) STRICT, WITHOUT ROWID;

CREATE INDEX history_place ON history (owner, place);
CREATE INDEX history_tx ON history (tx);

CREATE TABLE event (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  time_ms INTEGER NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL
) STRICT;
