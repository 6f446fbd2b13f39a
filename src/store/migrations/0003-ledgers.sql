-- 0003-ledgers.sql: networks whose accounts are opened, keep a reserve, and accept assets one by one
--
-- SPDX-License-Identifier: GPL-3.0-or-later

PRAGMA user_version = 3;

-- is_open: 1 the account is on the ledger, 0 it is not, -1 not known. reserved, reserve_step, opening: of
-- the account's own asset; NULL not known. opened_known: the table opened has all of the account.
-- network_time_ms: closing time of the block at tip_height, -1 unknown.
ALTER TABLE account ADD COLUMN is_open INTEGER NOT NULL DEFAULT -1 CHECK (is_open IN (-1, 0, 1));
ALTER TABLE account ADD COLUMN reserved TEXT;
ALTER TABLE account ADD COLUMN reserve_step TEXT;
ALTER TABLE account ADD COLUMN opening TEXT;
ALTER TABLE account ADD COLUMN opened_known INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN network_time_ms INTEGER NOT NULL DEFAULT -1;

-- What the account can receive.
CREATE TABLE opened (
  account INTEGER NOT NULL REFERENCES account (row),
  asset   TEXT    NOT NULL REFERENCES asset (id),
  PRIMARY KEY (account, asset)
) STRICT, WITHOUT ROWID;

-- What waits for the account until it is claimed. expires_ms: 0 never.
CREATE TABLE claim (
  account       INTEGER NOT NULL REFERENCES account (row),
  id            TEXT    NOT NULL,
  asset         TEXT    NOT NULL REFERENCES asset (id),
  amount        TEXT    NOT NULL,
  sender        TEXT,
  not_before_ms INTEGER NOT NULL,
  expires_ms    INTEGER NOT NULL,
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;

-- Other people's words, with their kind: "text" "id" "hash" "return".
ALTER TABLE tx ADD COLUMN memo TEXT;
ALTER TABLE tx ADD COLUMN memo_type TEXT;

-- By the network's time it can't happen later; 0 no such time.
ALTER TABLE payment ADD COLUMN deadline_ms INTEGER NOT NULL DEFAULT 0;
