-- 0002-size.sql: a column more
-- SPDX-License-Identifier: GPL-3.0-or-later
PRAGMA user_version = 2;
ALTER TABLE thing ADD COLUMN size INTEGER;
UPDATE thing SET size = length (name);
