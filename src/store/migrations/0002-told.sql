-- 0002-told.sql: networks that tell balances and number payments, and assets beside their own
--
-- SPDX-License-Identifier: GPL-3.0-or-later

PRAGMA user_version = 2;

-- trust: 0 genuine, 1 the user's own, 2 turned up by itself.
ALTER TABLE asset ADD COLUMN trust INTEGER NOT NULL DEFAULT 0 CHECK (trust IN (0, 1, 2));
ALTER TABLE asset ADD COLUMN shown INTEGER NOT NULL DEFAULT 1;

-- told: balances are the network's word. sequence: the network's next number, -1 unknown.
-- history_from_ms: 0 to the beginning, -1 not said yet.
ALTER TABLE account ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN sequence INTEGER NOT NULL DEFAULT -1;
ALTER TABLE account ADD COLUMN cursor TEXT;
ALTER TABLE account ADD COLUMN history_from_ms INTEGER NOT NULL DEFAULT -1;
ALTER TABLE account ADD COLUMN history_source TEXT;

-- hidden: not ours, and nothing came with it but assets of trust 2 that are not shown; derived.
ALTER TABLE tx ADD COLUMN sequence INTEGER NOT NULL DEFAULT -1;
ALTER TABLE tx ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tx ADD COLUMN call TEXT;
ALTER TABLE tx ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;

CREATE INDEX tx_by_sequence ON tx (account, sequence) WHERE sequence >= 0;

-- What a transaction did to further assets, signed; tx.net is the first.
CREATE TABLE movement (
  tx     INTEGER NOT NULL REFERENCES tx (row),
  place  INTEGER NOT NULL,
  asset  TEXT    NOT NULL REFERENCES asset (id),
  amount TEXT    NOT NULL,
  PRIMARY KEY (tx, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX movement_by_asset ON movement (asset, tx);

-- When a told balance was told; NULL where balances are summed up. In a row that was told, confirmed is
-- the network's word and the rest is derived.
ALTER TABLE balance ADD COLUMN as_of_ms INTEGER;

-- Reservations now also are "sequence:NUMBER" and "amount:ASSET:UNITS".
ALTER TABLE payment ADD COLUMN sequence INTEGER NOT NULL DEFAULT -1;
