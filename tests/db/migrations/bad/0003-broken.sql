-- 0003-broken.sql: fails in its middle
-- SPDX-License-Identifier: GPL-3.0-or-later
PRAGMA user_version = 3;
DELETE FROM thing;
INSERT INTO nowhere (id) VALUES (1);
