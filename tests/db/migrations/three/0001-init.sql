-- 0001-init.sql: tables of a test
-- SPDX-License-Identifier: GPL-3.0-or-later
PRAGMA application_id = 1229805409;
PRAGMA user_version = 1;
CREATE TABLE thing (id INTEGER NOT NULL PRIMARY KEY, name TEXT, data BLOB) STRICT;
CREATE TABLE part (id INTEGER NOT NULL PRIMARY KEY, thing INTEGER NOT NULL REFERENCES thing (id)) STRICT;
