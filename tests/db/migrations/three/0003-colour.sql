-- 0003-colour.sql: and another
-- SPDX-License-Identifier: GPL-3.0-or-later
PRAGMA user_version = 3;
ALTER TABLE thing ADD COLUMN colour TEXT;
