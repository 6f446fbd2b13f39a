-- 0004-weight.sql: and another
-- SPDX-License-Identifier: GPL-3.0-or-later
PRAGMA user_version = 4;
ALTER TABLE thing ADD COLUMN weight INTEGER;
