-- 0001-init.sql: the tables of the first release
--
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Amounts are decimal TEXT of base units beside the id of their asset: SQL never adds or orders them.
-- Times are integer milliseconds UTC. "account" columns hold account.row, not the id people see.
-- tx.state, coin.state: 0 mempool, 1 confirmed, 2 dropped. tx.direction: 1 received, 2 sent, 4 self.

PRAGMA application_id = 1229805409;
PRAGMA user_version = 1;

CREATE TABLE asset (
  id       TEXT    NOT NULL PRIMARY KEY,
  symbol   TEXT    NOT NULL,
  name     TEXT    NOT NULL,
  decimals INTEGER NOT NULL CHECK (decimals BETWEEN 0 AND 38)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
  row             INTEGER NOT NULL PRIMARY KEY,
  id              TEXT    NOT NULL UNIQUE,
  chain           TEXT    NOT NULL,
  account_key     TEXT    NOT NULL,
  title           TEXT,
  asset           TEXT    NOT NULL REFERENCES asset (id),
  birthday_ms     INTEGER NOT NULL,
  created_ms      INTEGER NOT NULL,
  tip_height      INTEGER NOT NULL,
  tip_hash        TEXT,
  scanned_receive INTEGER NOT NULL,
  scanned_change  INTEGER NOT NULL,
  last_sync_ms    INTEGER NOT NULL,
  hidden          INTEGER NOT NULL
) STRICT;

CREATE TABLE address (
  account   INTEGER NOT NULL REFERENCES account (row),
  branch    INTEGER NOT NULL,
  idx       INTEGER NOT NULL,
  address   TEXT    NOT NULL,
  used      INTEGER NOT NULL,
  status    TEXT,
  issued_ms INTEGER,
  PRIMARY KEY (account, branch, idx)
) STRICT, WITHOUT ROWID;

CREATE INDEX address_by_text ON address (address);
CREATE INDEX address_unused ON address (account, branch, idx) WHERE used = 0;

-- One row for each account a transaction touches. reported: what the network said last; state: how it
-- counts, which also depends on its parents and on other transactions that spend the same coins; seq:
-- order of appearance in the mempool, the later of two that spend the same coin wins.
CREATE TABLE tx (
  row           INTEGER NOT NULL PRIMARY KEY,
  account       INTEGER NOT NULL REFERENCES account (row),
  txid          TEXT    NOT NULL,
  reported      INTEGER NOT NULL CHECK (reported IN (0, 1, 2)),
  state         INTEGER NOT NULL CHECK (state IN (0, 1, 2)),
  seq           INTEGER NOT NULL,
  height        INTEGER NOT NULL,
  block_hash    TEXT,
  time_ms       INTEGER NOT NULL,
  first_seen_ms INTEGER NOT NULL,
  sort_ms       INTEGER NOT NULL,
  direction     INTEGER NOT NULL CHECK (direction IN (1, 2, 4)),
  asset         TEXT    NOT NULL REFERENCES asset (id),
  net           TEXT    NOT NULL,
  fee_asset     TEXT    REFERENCES asset (id),
  fee           TEXT,
  UNIQUE (account, txid)
) STRICT;

CREATE INDEX tx_by_txid ON tx (txid);
CREATE INDEX tx_by_time ON tx (sort_ms);
CREATE INDEX tx_by_account_time ON tx (account, sort_ms);
CREATE INDEX tx_by_height ON tx (account, height);
CREATE INDEX tx_in_mempool ON tx (account, seq) WHERE reported = 0;

-- Outputs that are ours. state, own, spent and reserved are marks derived from tx, spend and reservation.
CREATE TABLE coin (
  row      INTEGER NOT NULL PRIMARY KEY,
  account  INTEGER NOT NULL,
  txid     TEXT    NOT NULL,
  vout     INTEGER NOT NULL,
  branch   INTEGER NOT NULL,
  idx      INTEGER NOT NULL,
  address  TEXT    NOT NULL,
  asset    TEXT    NOT NULL REFERENCES asset (id),
  amount   TEXT    NOT NULL,
  frozen   INTEGER NOT NULL,
  state    INTEGER NOT NULL,
  own      INTEGER NOT NULL,
  spent    INTEGER NOT NULL,
  reserved INTEGER NOT NULL,
  UNIQUE (account, txid, vout),
  FOREIGN KEY (account, txid) REFERENCES tx (account, txid)
) STRICT;

CREATE INDEX coin_unspent ON coin (account, branch, idx) WHERE spent = 0 AND state <> 2;

-- Which of our outpoints a transaction spends. The coin itself may not be known yet.
CREATE TABLE spend (
  account  INTEGER NOT NULL,
  txid     TEXT    NOT NULL,
  out_txid TEXT    NOT NULL,
  out_vout INTEGER NOT NULL,
  PRIMARY KEY (account, txid, out_txid, out_vout),
  FOREIGN KEY (account, txid) REFERENCES tx (account, txid)
) STRICT, WITHOUT ROWID;

CREATE INDEX spend_by_outpoint ON spend (account, out_txid, out_vout);

CREATE TABLE counterparty (
  tx      INTEGER NOT NULL REFERENCES tx (row),
  place   INTEGER NOT NULL,
  address TEXT,
  asset   TEXT    NOT NULL REFERENCES asset (id),
  amount  TEXT    NOT NULL,
  PRIMARY KEY (tx, place)
) STRICT, WITHOUT ROWID;

-- Sums over tx and coin, changed in the same transaction as these. No row: not known.
CREATE TABLE balance (
  account     INTEGER NOT NULL REFERENCES account (row),
  asset       TEXT    NOT NULL REFERENCES asset (id),
  confirmed   TEXT    NOT NULL,
  pending_in  TEXT    NOT NULL,
  pending_out TEXT    NOT NULL,
  available   TEXT    NOT NULL,
  frozen      TEXT    NOT NULL,
  reserved    TEXT    NOT NULL,
  PRIMARY KEY (account, asset)
) STRICT, WITHOUT ROWID;

-- Public fields of tx, as tokens of ours; rowid = tx.row.
CREATE VIRTUAL TABLE tx_search USING fts5 (tokens, tokenize = 'unicode61 remove_diacritics 0');

CREATE TABLE payment (
  id            TEXT    NOT NULL PRIMARY KEY,
  account       INTEGER NOT NULL REFERENCES account (row),
  state         TEXT    NOT NULL,
  final         INTEGER NOT NULL,
  created_ms    INTEGER NOT NULL,
  updated_ms    INTEGER NOT NULL,
  draft         BLOB,
  unsigned_tx   BLOB,
  raw           BLOB,
  txid          TEXT,
  replaces      TEXT    REFERENCES payment (id),
  error_code    TEXT,
  error_message TEXT,
  amount_asset  TEXT    REFERENCES asset (id),
  amount        TEXT,
  fee_asset     TEXT    REFERENCES asset (id),
  fee           TEXT
) STRICT;

CREATE INDEX payment_open ON payment (account) WHERE final = 0;
CREATE INDEX payment_by_txid ON payment (txid);

-- What payments that are not final hold: "coin:TXID:VOUT" (other kinds may follow).
CREATE TABLE reservation (
  account  INTEGER NOT NULL REFERENCES account (row),
  resource TEXT    NOT NULL,
  payment  TEXT    NOT NULL REFERENCES payment (id),
  PRIMARY KEY (account, resource, payment)
) STRICT, WITHOUT ROWID;

CREATE INDEX reservation_by_payment ON reservation (payment);

CREATE TABLE event (
  row     INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  subject TEXT    NOT NULL,
  time_ms INTEGER NOT NULL,
  state   TEXT    NOT NULL,
  detail  TEXT
) STRICT;

CREATE INDEX event_by_subject ON event (subject, row);

CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN SELECT RAISE (ABORT, 'events are only ever added'); END;

CREATE TRIGGER event_is_fixed BEFORE UPDATE ON event
BEGIN SELECT RAISE (ABORT, 'events are only ever added'); END;

-- Previous transactions; raw_total.bytes is the sum of their sizes.
CREATE TABLE raw_tx (
  chain   TEXT    NOT NULL,
  txid    TEXT    NOT NULL,
  raw     BLOB    NOT NULL,
  used_ms INTEGER NOT NULL,
  PRIMARY KEY (chain, txid)
) STRICT;

CREATE INDEX raw_tx_by_use ON raw_tx (used_ms);

CREATE TABLE raw_total (
  id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  bytes INTEGER NOT NULL
) STRICT;

INSERT INTO raw_total (id, bytes) VALUES (1, 0);

-- Personal data, sealed before it comes here.
CREATE TABLE sealed_field (
  kind       TEXT    NOT NULL,
  ref        TEXT    NOT NULL,
  blob       BLOB    NOT NULL,
  updated_ms INTEGER NOT NULL,
  PRIMARY KEY (kind, ref)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE price (
  base       TEXT    NOT NULL,
  quote      TEXT    NOT NULL,
  source     TEXT    NOT NULL,
  price      TEXT    NOT NULL,
  time_ms    INTEGER NOT NULL,
  fetched_ms INTEGER NOT NULL,
  PRIMARY KEY (base, quote, source)
) STRICT, WITHOUT ROWID;
