-- 0003-anchor.sql: what the practice anchor and the practice swap service keep
--
-- SPDX-License-Identifier: GPL-3.0-or-later

PRAGMA user_version = 3;

-- A customer, a quote, an order, a used challenge, ... The body is a GVariant of type a{ss}; amounts in it are decimal text.
CREATE TABLE record (
  row INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  owner TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  due_ms INTEGER,
  body BLOB NOT NULL,
  UNIQUE (kind, id)
) STRICT;

CREATE INDEX record_owner ON record (kind, owner, row);
CREATE INDEX record_due ON record (kind, due_ms) WHERE due_ms IS NOT NULL;
