-- 0004-transfers.sql: money across borders
--
-- SPDX-License-Identifier: GPL-3.0-or-later

PRAGMA user_version = 4;

-- pin: what the user accepted; report: what was read last. Both JSON of the service, nothing personal.
CREATE TABLE provider (
  domain      TEXT    NOT NULL PRIMARY KEY,
  pin         TEXT,
  accepted_ms INTEGER NOT NULL,
  report      TEXT,
  report_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Personal data of a transfer is in sealed_field. body: JSON of the service. order_id: the provider's.
CREATE TABLE transfer (
  id         TEXT    NOT NULL PRIMARY KEY,
  provider   TEXT    NOT NULL,
  order_id   TEXT,
  route      TEXT    NOT NULL,
  stage      TEXT    NOT NULL,
  final      INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  body       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX transfer_by_order ON transfer (provider, order_id) WHERE order_id IS NOT NULL;
CREATE INDEX transfer_by_time ON transfer (created_ms);

-- Which payment is the one for an order. Written before it is signed; one order, one payment.
CREATE TABLE order_payment (
  provider   TEXT    NOT NULL,
  order_id   TEXT    NOT NULL,
  transfer   TEXT    NOT NULL REFERENCES transfer (id),
  payment    TEXT    NOT NULL,
  created_ms INTEGER NOT NULL,
  PRIMARY KEY (provider, order_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX order_payment_by_payment ON order_payment (payment);
CREATE INDEX order_payment_by_transfer ON order_payment (transfer);

CREATE TABLE transfer_event (
  row      INTEGER NOT NULL PRIMARY KEY,
  transfer TEXT    NOT NULL REFERENCES transfer (id),
  time_ms  INTEGER NOT NULL,
  stage    TEXT    NOT NULL,
  code     TEXT    NOT NULL,
  text     TEXT
) STRICT;

CREATE INDEX transfer_event_by_transfer ON transfer_event (transfer, row);

-- What a provider was told: names of fields, one a line, never values.
CREATE TABLE consent (
  row     INTEGER NOT NULL PRIMARY KEY,
  domain  TEXT    NOT NULL,
  time_ms INTEGER NOT NULL,
  purpose TEXT    NOT NULL,
  fields  TEXT    NOT NULL
) STRICT;

CREATE INDEX consent_by_domain ON consent (domain, row);
